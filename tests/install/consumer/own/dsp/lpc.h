// SPDX-License-Identifier: BSD-3-Clause
// A header of the application, first on its include path. The library must not read it.
#error "neteq includes dsp/lpc.h of the application"
