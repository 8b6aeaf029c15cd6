// SPDX-License-Identifier: BSD-3-Clause
// A read-only view stays read-only.
#include "neteq/base/audio_view.h"

#ifdef MUST_NOT_COMPILE
neteq::AudioView Same(neteq::ConstAudioView view) { return view; }
#else
neteq::ConstAudioView Same(neteq::AudioView view) { return view; }
#endif
