# Installs the libraries in one export set, the public headers in a versioned folder, packages for
# find_package and pkg-config, and the program.
include(CMakePackageConfigHelpers)

# Versioned, so that two versions can be installed in parallel. All headers are in neteq/ below it.
set(include_dir ${CMAKE_INSTALL_INCLUDEDIR}/neteq-${PROJECT_VERSION_MAJOR})
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/neteq)
set(libraries neteq_neteq neteq_dsp neteq_delay_manager neteq_base)

set_target_properties(neteq_neteq PROPERTIES OUTPUT_NAME neteq)
foreach(library ${libraries})
  target_include_directories(${library} INTERFACE $<INSTALL_INTERFACE:${include_dir}>)
endforeach()
install(TARGETS ${libraries} EXPORT neteq ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT neteq NAMESPACE neteq:: FILE neteqTargets.cmake DESTINATION ${package_dir})

foreach(folder base dsp delay_manager neteq)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/include/ DESTINATION ${include_dir} FILES_MATCHING PATTERN "*.h")
endforeach()

configure_package_config_file(cmake/neteqConfig.cmake.in neteqConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Before 1.0, every minor version may change the interface.
write_basic_package_version_file(neteqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/neteqConfig.cmake ${PROJECT_BINARY_DIR}/neteqConfigVersion.cmake
  DESTINATION ${package_dir})

file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/neteq.pc.in neteq.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/neteq.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET neteq_cli)
  install(TARGETS neteq_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
