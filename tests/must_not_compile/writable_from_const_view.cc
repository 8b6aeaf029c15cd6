// SPDX-License-Identifier: BSD-3-Clause
// A read-only view does not convert to a writable one.
#include "neteq/base/audio_view.h"

#ifdef MUST_NOT_COMPILE
neteq::AudioView Same(neteq::ConstAudioView view) { return view; }
#else
neteq::ConstAudioView Same(neteq::AudioView view) { return view; }
#endif
