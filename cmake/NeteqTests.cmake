include(GoogleTest)

# neteq_add_test(<name> SOURCES ... LIBRARIES ... [LABEL unit]): a GoogleTest program; ctest lists its cases separately.
function(neteq_add_test name)
  cmake_parse_arguments(ARG "" "LABEL" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_LABEL)
    set(ARG_LABEL unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  neteq_target_settings(${name})
  target_compile_definitions(${name} PRIVATE NETEQ_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} GTest::gtest_main)
  # Saves a quarter of the compile time. Contains only headers that every test includes.
  list(LENGTH ARG_SOURCES count)
  if(count GREATER 3)
    target_precompile_headers(${name} PRIVATE <gtest/gtest.h>)
  endif()
  gtest_discover_tests(${name} PROPERTIES LABELS ${ARG_LABEL} DISCOVERY_TIMEOUT 60)
endfunction()

# neteq_python_environment(<variable>): environment of a test that imports the Python package from the build folder.
function(neteq_python_environment variable)
  set(environment PYTHONPATH=${CMAKE_BINARY_DIR}/python PYTHONDONTWRITEBYTECODE=1
    NETEQ_CLI=$<TARGET_FILE:neteq_cli> MPLBACKEND=agg HYPOTHESIS_STORAGE_DIRECTORY=${CMAKE_BINARY_DIR}/hypothesis)
  # The Python interpreter is not built with AddressSanitizer, so its runtime is preloaded, together with libstdc++, whose
  # exceptions it intercepts. Leak detection is off because Python does not free all memory at exit.
  if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=[a-z,]*address")
    foreach(library asan stdc++)
      execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=lib${library}.so
        OUTPUT_VARIABLE path OUTPUT_STRIP_TRAILING_WHITESPACE)
      string(APPEND preload "${path} ")
    endforeach()
    string(STRIP "${preload}" preload)
    list(APPEND environment "LD_PRELOAD=${preload}" ASAN_OPTIONS=detect_leaks=0)
  endif()
  set(${variable} "${environment}" PARENT_SCOPE)
endfunction()
