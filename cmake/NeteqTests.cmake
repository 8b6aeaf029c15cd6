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
