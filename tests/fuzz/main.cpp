// rosterd-fuzz TARGET [SECONDS [libFuzzer's own options]]: one program of all targets, because one
// link is cheaper than twenty. Findings and what was learnt lie in fuzz/TARGET of the build folder.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/fuzz/fuzz_target.hpp"
#include "tests/support/places.hpp"

namespace rosterd::fuzz {
namespace {

namespace fs = std::filesystem;

Body chosen = nullptr;

[[noreturn]] void refuse(const std::string& why) {
    std::fprintf(stderr, "rosterd-fuzz: %s\nusage: rosterd-fuzz TARGET [SECONDS [option...]]\n",
                 why.c_str());
    for (const Target& target : targets()) std::fprintf(stderr, "  %s\n", target.name.data());
    std::exit(2);
}

/// Libraries of the fuzzer keep pointers into these.
std::vector<std::string>& arguments() {
    static std::vector<std::string> all;
    return all;
}

void add_arguments_of(const std::string& target, const std::string& seconds) {
    const fs::path corpus = test::source_directory() / "tests/fuzz/corpus" / target;
    const fs::path dictionary = test::source_directory() / "tests/fuzz" / (target + ".dict");
    const fs::path kept = test::binary_directory() / "fuzz" / target;
    if (!fs::is_directory(corpus) || fs::is_empty(corpus)) refuse(target + " has no corpus");
    fs::create_directories(kept / "corpus");
    auto& all = arguments();
    all.push_back("-max_total_time=" + seconds);
    all.push_back("-artifact_prefix=" + kept.string() + "/");
    all.insert(all.end(), {"-timeout=10", "-rss_limit_mb=2048", "-max_len=8192",
                           "-print_final_stats=1", "-verbosity=1"});
    if (fs::exists(dictionary)) all.push_back("-dict=" + dictionary.string());
    all.push_back((kept / "corpus").string());  // the first is where new inputs go
    all.push_back(corpus.string());
}

void choose(int argc, char** argv) {
    if (argc < 2) refuse("which target?");
    const std::string name = argv[1];
    for (const Target& target : targets()) {
        if (target.name == name) chosen = target.body;
    }
    if (chosen == nullptr) refuse("there is no target '" + name + "'");
    arguments().emplace_back(argv[0]);
    arguments().insert(arguments().end(), argv + std::min(argc, 3), argv + argc);
    // A finding is played by naming its file.
    const bool plays_a_file = argc > 2 && fs::is_regular_file(argv[2]);
    if (plays_a_file) {
        arguments().insert(arguments().begin() + 1, argv[2]);
    } else {
        add_arguments_of(name, argc > 2 ? argv[2] : "60");
    }
}

}  // namespace
}  // namespace rosterd::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
    rosterd::fuzz::choose(*argc, *argv);
    static std::vector<char*> pointers;
    for (std::string& each : rosterd::fuzz::arguments()) pointers.push_back(each.data());
    *argc = static_cast<int>(pointers.size());
    pointers.push_back(nullptr);
    *argv = pointers.data();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes{data, data + size};
    rosterd::fuzz::chosen(rosterd::fuzz::Input{bytes});
    return 0;
}
