#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""One second of G.711 with two lost packets, from Python through the C interface: first_call_ctypes.py [LIBRARY]"""

import ctypes
import struct
import sys

neteq = ctypes.CDLL(sys.argv[1] if len(sys.argv) > 1 else "libneteq.so.0.1")
neteq.neteq_last_error.restype = ctypes.c_char_p


class Statistics(ctypes.Structure):
    """The first members of neteq_statistics; the library fills as many as `size` covers."""

    _fields_ = [("size", ctypes.c_size_t),
                ("total_samples_received", ctypes.c_uint64),
                ("concealed_samples", ctypes.c_uint64)]


def call(function, *arguments):
    """Calls a function of the library; raises its error."""
    if getattr(neteq, function)(*arguments) != 0:
        raise RuntimeError(f"{function}: {neteq.neteq_last_error().decode()}")


def main():
    engine = ctypes.c_void_p()
    call("neteq_create", b"default", None, ctypes.c_size_t(0), ctypes.byref(engine))
    call("neteq_register_sdp", engine, b"a=rtpmap:0 PCMU/8000", None)

    audio = (ctypes.c_int16 * 480)()  # 10 ms at 48 kHz, to a sound card
    for tick in range(100):
        lost = 40 <= tick < 44  # two packets
        if tick % 2 == 0 and not lost:
            header = struct.pack("!BBHII", 0x80, 0, tick // 2, 80 * tick, 0x1234)
            datagram = header + bytes([0x9A]) * 160  # 20 ms of G.711, from a socket
            call("neteq_insert_datagram", engine, datagram, ctypes.c_size_t(len(datagram)),
                 ctypes.c_int64(10_000 * tick), None)
        call("neteq_get_audio_s16", engine, audio, ctypes.c_size_t(len(audio)), None)

    statistics = Statistics(size=ctypes.sizeof(Statistics))
    call("neteq_get_statistics", engine, ctypes.byref(statistics))
    neteq.neteq_destroy(engine)
    concealed_ms = 1000 * statistics.concealed_samples / statistics.total_samples_received
    print(f"{concealed_ms:.0f} of 1000 ms concealed")
    return 0 if 5 < concealed_ms < 60 else 1  # 40 ms were lost


if __name__ == "__main__":
    sys.exit(main())
