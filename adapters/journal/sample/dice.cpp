// Portable distributions and seeds.
#include "adapters/journal/sample/dice.hpp"

#pragma clang fp contract(off)  // a fused multiply-add would round differently on some machines

namespace rosterd::journal::sample {

double Dice::normal() {
    double sum = -6.0;
    for (int throws = 0; throws < 12; ++throws) {
        sum += static_cast<double>(engine_() >> 11U) * 0x1.0p-53;
    }
    return sum;
}

std::uint64_t seed_for(std::uint64_t seed, std::string_view name) {
    std::uint64_t hash = 14'695'981'039'346'656'037U ^ seed;
    for (const char byte : name) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211U;
    }
    hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9U;  // splitmix64's finish
    hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBU;
    return hash ^ (hash >> 31U);
}

double exponential(double x) {
    double term = 1.0;
    double sum = 1.0;
    const double small = x / 64.0;  // then six squarings
    for (int n = 1; n < 20; ++n) {
        term = term * small / n;
        sum += term;
    }
    for (int squarings = 0; squarings < 6; ++squarings) sum *= sum;
    return sum;
}

}  // namespace rosterd::journal::sample
