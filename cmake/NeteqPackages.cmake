# Debian packages by CPack: libneteq0.1 (component core), libneteq-dev (development) and neteq-tools (tools). Configure with
# -DCMAKE_INSTALL_PREFIX=/usr, build, then run cpack in the build folder.
set(soname ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME neteq)
set(CPACK_PACKAGE_VENDOR "neteq authors")
set(CPACK_PACKAGE_CONTACT "neteq authors <neteq@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL core development tools)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# dpkg-shlibdeps looks for libneteq.so here, because no package has it yet.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(CPACK_DEBIAN_CORE_PACKAGE_NAME libneteq${soname})
set(CPACK_DEBIAN_CORE_PACKAGE_SECTION libs)
set(CPACK_COMPONENT_CORE_DESCRIPTION "${PROJECT_DESCRIPTION}: shared library")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libneteq-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libneteq${soname} (= ${PROJECT_VERSION})")
# For the static libraries.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_RECOMMENDS "libopus-dev, libspeexdsp-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libspandsp-dev")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "${PROJECT_DESCRIPTION}: headers and static libraries")

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME neteq-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION sound)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "${PROJECT_DESCRIPTION}: simulator and command line")

include(CPack)
