# Installs the libraries, the public headers in a versioned folder, packages for find_package and pkg-config, and the
# program. Components: core (shared library), development, tools.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/neteq)

# Two export files, because a user of the shared library needs no development files of the libraries that it uses.
install(TARGETS neteq_shared EXPORT neteqShared
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT core NAMELINK_COMPONENT development)
install(TARGETS neteq_static EXPORT neteqStatic ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
if(TARGET neteq_g722)
  install(TARGETS neteq_g722 EXPORT neteqG722 ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
  target_include_directories(neteq_g722 INTERFACE $<INSTALL_INTERFACE:${neteq_include_dir}>)
  set(g722 G722)
endif()
foreach(kind Shared Static ${g722})
  install(EXPORT neteq${kind} NAMESPACE neteq:: FILE neteq${kind}Targets.cmake DESTINATION ${package_dir}
    COMPONENT development)
endforeach()

foreach(folder base dsp delay_manager neteq g722)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/include/ DESTINATION ${neteq_include_dir} COMPONENT development
    FILES_MATCHING PATTERN "*.h")
endforeach()

configure_package_config_file(cmake/neteqConfig.cmake.in neteqConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Before 1.0, every minor version may change the interface.
write_basic_package_version_file(neteqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/neteqConfig.cmake ${PROJECT_BINARY_DIR}/neteqConfigVersion.cmake
  DESTINATION ${package_dir} COMPONENT development)

file(RELATIVE_PATH prefix_from_pc /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/neteq.pc.in neteq.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/neteq.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(FILES LICENSE THIRD_PARTY.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT core)

if(TARGET neteq_cli)
  install(TARGETS neteq_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tools)
endif()
