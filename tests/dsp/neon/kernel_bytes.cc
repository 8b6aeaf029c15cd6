// SPDX-License-Identifier: BSD-3-Clause
// Prints a hash of the output of each kernel that has several instruction-set versions. Input is
// noise, with lengths around every register width. The output is identical on every machine.

#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <vector>

#include "dsp/internal/products.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/recursion.h"
#include "neteq/dsp/vector_ops.h"
#include "neteq/dsp/white_noise.h"

namespace neteq::dsp {
namespace {

constexpr size_t kLongest = 130;  // twice the widest register, plus a remainder
constexpr size_t kSteps[] = {1, 2, 12};
constexpr size_t kMostPlaces = 70;
constexpr size_t kSamples = (kMostPlaces - 1) * 12 + kLongest;

/// Fowler-Noll-Vo hash.
class Hash {
 public:
  template <class Value>
  void Add(std::span<const Value> values) {
    for (const Value value : values) {
      unsigned char bytes[sizeof(Value)];
      std::memcpy(bytes, &value, sizeof(Value));
      for (const unsigned char byte : bytes) value_ = (value_ ^ byte) * 1099511628211ULL;
    }
  }
  void Print(const char* kernel) const { std::printf("%s %016" PRIx64 "\n", kernel, value_); }

 private:
  uint64_t value_ = 0xCBF29CE484222325ULL;
};

std::vector<float> Noise(uint64_t seed, size_t count) {
  Random random(seed);
  std::vector<float> noise(count);
  for (float& sample : noise) sample = 0.2F * random.Noise();
  return noise;
}

void HashProducts(std::span<const float> a, std::span<const float> b) {
  Hash single;
  Hash sliding;
  for (size_t length = 0; length <= kLongest; ++length) {
    const float product = InnerProduct(a.first(length), b.first(length));
    single.Add(std::span(&product, 1));
    for (const size_t step : kSteps) {
      for (size_t places = 1; places <= kMostPlaces; ++places) {
        std::vector<float> out(places);
        SlideProduct(a.first(length), b.first((places - 1) * step + length), step, out);
        sliding.Add(std::span<const float>(out));
      }
    }
  }
  single.Print("InnerProduct");
  sliding.Print("SlideProduct");
}

void HashFades(std::span<const float> a, std::span<const float> b) {
  Hash crossed;
  Hash faded;
  Hash mixed;
  for (size_t length = 0; length <= kLongest; ++length) {
    std::vector<float> out(length);
    CrossFade(a.first(length), b.first(length), out);
    crossed.Add(std::span<const float>(out));
    FadeIn(out, {0.1F, 0.01F, 3});
    faded.Add(std::span<const float>(out));
    MixInto(out, {0.9F, -0.003F, 5}, b.first(length), {0.1F, 0.002F, 5});
    mixed.Add(std::span<const float>(out));
  }
  crossed.Print("CrossFade");
  faded.Print("FadeIn");
  mixed.Print("MixInto");
}

void HashFilters(std::span<const float> a) {
  constexpr float kReflection[] = {-0.9F, 0.5F, -0.3F, 0.2F, 0.1F, -0.1F, 0.05F, -0.02F};
  Recursion recursion = MakeRecursion(LpcFromReflection(kReflection), 0.5F);
  std::vector<float> out(kLongest / Recursion::kBlock * Recursion::kBlock);
  Hash filtered;
  for (int round = 0; round < 3; ++round) {
    RunRecursion(a.first(out.size()), recursion, out);
    filtered.Add(std::span<const float>(out));
  }
  filtered.Print("RunRecursion");
  WhiteNoise generator(7);
  Hash noise;
  for (size_t length = 0; length <= kLongest; length += WhiteNoise::kBlock) {
    generator.Generate(std::span(out).first(std::min(length, out.size())));
    noise.Add(std::span<const float>(out));
  }
  noise.Print("WhiteNoise");
}

void HashConversion(std::span<const float> a) {
  Hash hash;
  for (size_t length = 0; length <= kLongest; ++length) {
    std::vector<float> loud(a.begin(), a.begin() + static_cast<ptrdiff_t>(length));
    Scale(loud, 4.0F);  // makes some samples clip
    std::vector<int16_t> out(length);
    const int frames = static_cast<int>(length);
    ToInterleavedInt16({loud.data(), 1, frames, frames}, out);
    hash.Add(std::span<const int16_t>(out));
  }
  hash.Print("ToInterleavedInt16");
}

void HashAll() {
  const std::vector<float> a = Noise(1, kSamples);
  const std::vector<float> b = Noise(2, kSamples);
  HashProducts(a, b);
  HashFades(a, b);
  HashFilters(a);
  HashConversion(a);
}

}  // namespace
}  // namespace neteq::dsp

int main() { neteq::dsp::HashAll(); }
