#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes the bundled packet traces: synthetic speech over modelled networks.

  traces/make_traces.py [--neteq build/release/bin/neteq] [--out traces]

Needs espeak-ng. The same versions of espeak-ng and libopus give bit-identical files.
"""

import argparse
import array
import pathlib
import random
import subprocess
import tempfile
import wave

FRAME_MS = 20
HERE = pathlib.Path(__file__).resolve().parent

# Voices of espeak-ng: name, words per minute, pitch.
ANNA = ("en-us+f3", 165, 55)
BEN = ("en-gb+m3", 155, 40)
CLARA = ("en-gb-scotland+f2", 175, 60)
DAN = ("en-us+m7", 150, 35)

# Speaker, sentence, and the following pause in ms.
DIALOGUE = [
    (ANNA, "Good morning, can you hear me well?", 500),
    (BEN, "Yes, loud and clear. Where are you calling from?", 400),
    (ANNA, "I am on the train to the coast, so the line may drop now and then.", 700),
    (CLARA, "Hello both. Shall we begin with the numbers from last week?", 350),
    (BEN, "Please do. Seven of the nine tests have passed, and two are still running.", 600),
    (DAN, "The fourth one failed on Thursday, but only under heavy load.", 450),
    (CLARA, "How long did it take until the sound came back?", 300),
    (DAN, "About half a second. Most people would hardly notice.", 800),
    (ANNA, "Sorry, I missed the last few words. Could you say that again?", 500),
    (DAN, "Half a second, and then everything was fine.", 900),
    (BEN, "Let us write that down and look at it again tomorrow afternoon.", 400),
    (CLARA, "Agreed. Thank you all, and have a safe journey.", 600),
]


def speak(voice, text):
    """Returns 16-bit samples of one sentence, and their rate."""
    name, speed, pitch = voice
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "sentence.wav"
        subprocess.run(["espeak-ng", "-v", name, "-s", str(speed), "-p", str(pitch),
                        "-w", str(path), text], check=True)
        with wave.open(str(path)) as file:
            return array.array("h", file.readframes(file.getnframes())), file.getframerate()


def level(samples):
    """RMS level, full scale 1."""
    return (sum(s * s for s in samples) / len(samples)) ** 0.5 / 32768


def make_speech(path, seconds, seed):
    """Writes the dialogue, -23 dBFS per sentence in room noise of -72 dBFS, cut after `seconds`."""
    speech_level = 10 ** (-23 / 20)
    noise_peak = 10 ** (-72 / 20) * 3 ** 0.5  # uniform noise: peak is sqrt(3) times the rms
    sound = []
    for voice, text, pause_ms in DIALOGUE:
        samples, rate = speak(voice, text)
        gain = speech_level / level(samples)
        sound += [s * gain for s in samples] + [0.0] * (rate * pause_ms // 1000)
        if len(sound) >= seconds * rate:
            break
    noise = random.Random(seed)
    pcm = array.array("h")
    for sample in sound[:seconds * rate]:
        value = round(sample + 32768 * noise.uniform(-noise_peak, noise_peak))
        pcm.append(max(-32768, min(32767, value)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())


def in_order(delays):
    """Delays packets so that none overtakes an earlier one."""
    result, last = [], 0.0
    for index, delay in enumerate(delays):
        if delay is not None:
            last = max(last, index * FRAME_MS + delay)
            delay = last - index * FRAME_MS
        result.append(delay)
    return result


def gilbert(rng, count, p_loss, p_recover):
    """Loss bursts by a two-state Markov chain (Gilbert 1960). Yields True for a lost packet."""
    is_bad = False
    for _ in range(count):
        is_bad = rng.random() >= p_recover if is_bad else rng.random() < p_loss
        yield is_bad


def stall(delays, start_ms, length_ms, spacing_ms):
    """Delays packets due during a stall to its end, from where they arrive `spacing_ms` apart."""
    queue_ms = start_ms + length_ms
    for index, delay in enumerate(delays):
        sent_ms = index * FRAME_MS
        if delay is not None and start_ms <= sent_ms + delay < queue_ms:
            delays[index] = queue_ms - sent_ms
            queue_ms += spacing_ms


def clean(_rng, count):
    """Constant delay of 40 ms."""
    return [40.0] * count


def mobile(rng, count):
    """Slowly varying delay with gamma jitter, handover stalls, 1 % loss; preserves the order."""
    delays, wander = [], 0.0
    for is_lost in gilbert(rng, count, 0.006, 0.6):
        wander = 0.98 * wander + rng.gauss(0.0, 2.5)  # AR(1): sigma 12.6 ms, time constant 1 s
        delay = 50.0 + abs(wander) + rng.gammavariate(1.3, 7.0)
        delays.append(None if is_lost else delay)
    at_ms = 6000.0
    while at_ms < count * FRAME_MS:
        stall(delays, at_ms, rng.uniform(100.0, 280.0), 3.0)
        at_ms += rng.uniform(5000.0, 9000.0)
    return in_order(delays)


def bursty_loss(rng, count):
    """9 % loss in bursts of 3 packets on average; little jitter."""
    return in_order(None if is_lost else 45.0 + abs(rng.gauss(0.0, 2.0))
                    for is_lost in gilbert(rng, count, 0.033, 0.333))


def stall_burst(rng, count):
    """Stalls of 0.3 to 0.8 s every few seconds, after which all packets arrive at once."""
    delays = [40.0 + rng.gammavariate(1.0, 3.0) for _ in range(count)]
    at_ms = 4000.0
    while at_ms < count * FRAME_MS:
        stall(delays, at_ms, rng.uniform(300.0, 800.0), 0.5)
        at_ms += rng.uniform(4500.0, 7000.0)
    return in_order(delays)


# Name, seconds, network, seed, arguments of `neteq trace encode`.
TRACES = [
    ("clean", 30, clean, 1, ["--codec", "opus", "--bitrate", "32000", "--seq", "1000",
                             "--ts", "160000", "--ssrc", "0x00c1ea00"]),
    # Sequence numbers and timestamps wrap around during the trace.
    ("mobile", 30, mobile, 2, ["--codec", "opus", "--bitrate", "24000", "--seq", "64800",
                               "--ts", "4294400000", "--ssrc", "0x00b11e00"]),
    ("bursty_loss", 30, bursty_loss, 3, ["--codec", "opus", "--bitrate", "24000", "--seq", "31000",
                                         "--ts", "7000000", "--ssrc", "0x00b0057e"]),
    ("stall_burst", 25, stall_burst, 4, ["--codec", "pcma", "--seq", "500", "--ts", "24000",
                                         "--ssrc", "0x00057a11"]),
    ("clean_pcmu", 20, clean, 5, ["--codec", "pcmu", "--seq", "2000", "--ts", "80000",
                                  "--ssrc", "0x00c1ea0b"]),
]


def write_delays(path, delays):
    """Writes one line per packet: the delay in ms, or 'lost'."""
    path.write_text("".join("lost\n" if d is None else f"{d:.1f}\n" for d in delays),
                    encoding="ascii")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--neteq", default=HERE.parent / "build/release/bin/neteq")
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    options = parser.parse_args()
    delays_folder = options.out / "delays"
    delays_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds, network, seed, arguments in TRACES:
            wav = pathlib.Path(folder) / f"{name}.wav"
            delays = delays_folder / f"{name}.txt"
            make_speech(wav, seconds, seed)
            write_delays(delays, network(random.Random(seed), seconds * 1000 // FRAME_MS))
            subprocess.run([str(options.neteq), "trace", "encode", str(wav),
                            "--out", str(options.out / f"{name}.rtpdump"),
                            "--delays", str(delays), "--frame-ms", str(FRAME_MS), *arguments],
                           check=True)


if __name__ == "__main__":
    main()
