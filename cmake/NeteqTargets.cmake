# Settings shared by all targets of this project.

# neteq_target_settings(<target> [REALTIME]): warnings and C++20. REALTIME is for libraries of the audio path, which are
# built without exceptions and RTTI and with the speed flags.
function(neteq_target_settings target)
  cmake_parse_arguments(ARG "REALTIME" "" "" ${ARGN})
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wdouble-promotion $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    -ffp-contract=off  # bit-identical results on machines with and without FMA
    $<$<BOOL:${NETEQ_WERROR}>:-Werror>)
  if(ARG_REALTIME)
    target_compile_options(${target} PRIVATE -fno-exceptions -fno-rtti)
    neteq_speed_flags(${target})
  endif()
endfunction()

# neteq_speed_flags(<target>): compiler flags that change no result. Without them a tick takes 1.15 times as long, a
# concealed tick 1.4 times, an insertion 1.3 times (benchmarks/README.md). -DNETEQ_SPEED_FLAGS=OFF leaves them out.
# - No code relies on errno after a square root, on floating-point traps or on interposition at load time.
# - GCC inlines more, because calls of short functions cost a sixth of an insertion.
# - On x86, GCC clears and copies small objects with plain moves instead of `rep stos` and `rep movs`, which take about
#   30 cycles to start.
function(neteq_speed_flags target)
  if(NOT NETEQ_SPEED_FLAGS)
    return()
  endif()
  target_compile_options(${target} PRIVATE -fno-math-errno -fno-trapping-math -fno-semantic-interposition
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-finline-limit=1000>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(${target} PRIVATE
      -mmemset-strategy=vector_loop:256:noalign,libcall:-1:noalign
      -mmemcpy-strategy=vector_loop:256:noalign,libcall:-1:noalign)
  endif()
endfunction()

# neteq_vectorise(<file>...): -O3 for sources that loop over samples or histograms. GCC does not vectorise loops of
# unknown length at -O2. Part of the speed flags.
function(neteq_vectorise)
  if(NETEQ_SPEED_FLAGS)
    set_property(SOURCE ${ARGN} APPEND PROPERTY
      COMPILE_OPTIONS "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-O3>")
  endif()
endfunction()

# neteq_add_library(<name> [REALTIME] SOURCES ... [PUBLIC ...] [PRIVATE ...]): library neteq::<name>. Public headers of
# installed libraries are in include/.
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
