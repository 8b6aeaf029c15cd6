# The libraries for applications: the objects of dsp, delay_manager and neteq in one library, static and shared. Tests
# and tools link the three parts instead, because they use private functions.

set(library_objects $<TARGET_OBJECTS:neteq_neteq> $<TARGET_OBJECTS:neteq_dsp> $<TARGET_OBJECTS:neteq_delay_manager>)
# Versioned, so that two versions can be installed in parallel. All headers are in neteq/ below it.
set(neteq_include_dir ${CMAKE_INSTALL_INCLUDEDIR}/neteq-${PROJECT_VERSION_MAJOR})

# neteq_add_package_library(<name> STATIC|SHARED): library neteq::<name> with the usage of the whole library.
function(neteq_add_package_library name kind)
  if(NOT NETEQ_INSTALL)
    set(exclude EXCLUDE_FROM_ALL)  # a project with neteq as a subdirectory builds what it links
  endif()
  add_library(neteq_${name} ${kind} ${exclude} ${library_objects})
  add_library(neteq::${name} ALIAS neteq_${name})
  set_target_properties(neteq_${name} PROPERTIES
    EXPORT_NAME ${name} OUTPUT_NAME neteq LINKER_LANGUAGE CXX
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
  target_compile_features(neteq_${name} INTERFACE cxx_std_20)
  foreach(part base dsp delay_manager neteq)
    target_include_directories(neteq_${name} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/${part}/include>)
  endforeach()
  target_include_directories(neteq_${name} INTERFACE $<INSTALL_INTERFACE:${neteq_include_dir}>)
  target_link_libraries(neteq_${name} PRIVATE PkgConfig::OPUS PkgConfig::SPEEXDSP)
endfunction()

neteq_add_package_library(static STATIC)
neteq_add_package_library(shared SHARED)
# Below 1.0 each minor version may change the interface.
set_target_properties(neteq_shared PROPERTIES
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/neteq.map)
target_link_options(neteq_shared PRIVATE LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/neteq.map)
