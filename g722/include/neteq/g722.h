// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/audio_decoder.h"
#include "neteq/base/status.h"
#include "neteq/sdp.h"

/// G.722, in the library neteq_g722. It uses spandsp (LGPL-2.1), which depends on libtiff and its
/// image libraries; the core does not.
namespace neteq {

/// [setup] Makes a decoder for ITU-T G.722 at 64 kbit/s: mono, 16 kHz; RTP clock 8 kHz (RFC 3551
/// section 4.5.2). Stereo is not offered because no standard defines its bit order. Fails if memory
/// is short.
Result<std::unique_ptr<AudioDecoder>> MakeG722Decoder();

/// Returns the codec for the functions of neteq/sdp.h:
/// `RegisterSdp(neteq, "a=rtpmap:9 G722/8000", "", std::array{G722Codec()})`.
SdpCodec G722Codec();

}  // namespace neteq
