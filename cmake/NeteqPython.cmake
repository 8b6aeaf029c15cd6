# The Python package, built if the headers of Python and pybind11 are found. Nothing else depends on it.

# The system Python, even if another one comes first in PATH.
set(Python3_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "Interpreter of the tests and of the Python package")
find_package(Python3 COMPONENTS Interpreter Development.Module)
if(Python3_Development.Module_FOUND)
  set(Python_EXECUTABLE ${Python3_EXECUTABLE})
  set(PYBIND11_FINDPYTHON ON)
  find_package(pybind11 2.10 CONFIG QUIET)
endif()
if(pybind11_FOUND)
  add_subdirectory(bindings)
else()
  message(STATUS "No Python package: pybind11-dev or python3-dev is missing")
endif()
