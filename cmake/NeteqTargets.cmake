# Settings that every target of ours shares.

# Warnings and C++20 for a target. Libraries of the audio path are built without exceptions and RTTI: the real-time
# contract forbids both there. An insertion and a tick consist of many short functions, whose calls cost a sixth of an
# insertion, so GCC inlines more of them. On x86 GCC clears and copies objects of the size of a report with `rep stos`
# and `rep movs`, which take about 30 cycles to start; the options select plain moves instead.
function(neteq_target_settings target)
  cmake_parse_arguments(ARG "REALTIME" "" "" ${ARGN})
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion -Wnon-virtual-dtor
    -ffp-contract=off  # the same bytes from the same input, whatever the machine fuses
    $<$<BOOL:${NETEQ_WERROR}>:-Werror>)
  if(ARG_REALTIME)
    target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-finline-limit=1000>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
      target_compile_options(${target} PRIVATE
        -mmemset-strategy=vector_loop:256:noalign,libcall:-1:noalign
        -mmemcpy-strategy=vector_loop:256:noalign,libcall:-1:noalign)
    endif()
  endif()
endfunction()

# A library neteq::<name> from the sources given. A library that is installed has its public headers in include/.
function(neteq_add_library name)
  cmake_parse_arguments(ARG "REALTIME" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(neteq_${name} STATIC ${ARG_SOURCES})
  add_library(neteq::${name} ALIAS neteq_${name})
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/include)
    target_include_directories(neteq_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>)
  endif()
  set_target_properties(neteq_${name} PROPERTIES EXPORT_NAME ${name})
  if(ARG_REALTIME)
    neteq_target_settings(neteq_${name} REALTIME)
  else()
    neteq_target_settings(neteq_${name})
  endif()
  target_link_libraries(neteq_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()
