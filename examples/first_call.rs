// SPDX-License-Identifier: BSD-3-Clause
// One second of G.711 with two lost packets, from Rust through the C interface.
use std::ffi::{c_char, c_void, CStr};
use std::ptr::{null, null_mut};

// The first members of neteq_statistics; the library fills as many as `size` covers.
#[repr(C)]
struct Statistics {
    size: usize,
    total_samples_received: u64,
    concealed_samples: u64,
}

#[link(name = "neteq")]
extern "C" {
    fn neteq_create(preset: *const c_char, settings: *const c_void, count: usize, engine: *mut *mut c_void) -> i32;
    fn neteq_destroy(engine: *mut c_void);
    fn neteq_last_error() -> *const c_char;
    fn neteq_register_sdp(engine: *mut c_void, rtpmap: *const c_char, fmtp: *const c_char) -> i32;
    fn neteq_insert_datagram(engine: *mut c_void, bytes: *const u8, count: usize, now_us: i64, report: *mut c_void) -> i32;
    fn neteq_get_audio_s16(engine: *mut c_void, out: *mut i16, capacity: usize, report: *mut c_void) -> i32;
    fn neteq_get_statistics(engine: *const c_void, statistics: *mut Statistics) -> i32;
}

fn check(status: i32) {
    assert_eq!(status, 0, "{:?}", unsafe { CStr::from_ptr(neteq_last_error()) });
}

fn main() {
    let mut engine = null_mut();
    let mut statistics = Statistics { size: std::mem::size_of::<Statistics>(), total_samples_received: 0, concealed_samples: 0 };
    unsafe {
        check(neteq_create(null(), null(), 0, &mut engine));
        check(neteq_register_sdp(engine, b"a=rtpmap:0 PCMU/8000\0".as_ptr().cast(), null()));
        let mut audio = [0i16; 480]; // 10 ms at 48 kHz, to a sound card
        for tick in 0u32..100 {
            let lost = (40..44).contains(&tick); // two packets
            if tick % 2 == 0 && !lost {
                let mut datagram = vec![0x80, 0]; // from a socket
                datagram.extend_from_slice(&((tick / 2) as u16).to_be_bytes());
                datagram.extend_from_slice(&(80 * tick).to_be_bytes());
                datagram.extend_from_slice(&0x1234u32.to_be_bytes());
                datagram.extend_from_slice(&[0x9A; 160]); // 20 ms of G.711
                check(neteq_insert_datagram(engine, datagram.as_ptr(), datagram.len(), 10_000 * i64::from(tick), null_mut()));
            }
            check(neteq_get_audio_s16(engine, audio.as_mut_ptr(), audio.len(), null_mut()));
        }
        check(neteq_get_statistics(engine, &mut statistics));
        neteq_destroy(engine);
    }
    let concealed_ms = 1000.0 * statistics.concealed_samples as f64 / statistics.total_samples_received as f64;
    println!("{concealed_ms:.0} of 1000 ms concealed");
    assert!(concealed_ms > 5.0 && concealed_ms < 60.0); // 40 ms were lost
}
