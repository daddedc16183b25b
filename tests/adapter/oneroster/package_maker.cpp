// Files by the standard library, zips by libzip.
#include "tests/adapter/oneroster/package_maker.hpp"

#include <zip.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/places.hpp"

namespace rosterd::test {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

class NewZip {
  public:
    explicit NewZip(const fs::path& path) {
        int code = 0;
        archive_ = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
        if (archive_ == nullptr) throw std::runtime_error{"cannot make " + path.string()};
    }
    /// `text` must live until finish().
    void add(const std::string& name, const std::string& text) {
        zip_source_t* source = zip_source_buffer(archive_, text.data(), text.size(), 0);
        if (zip_file_add(archive_, name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
            throw std::runtime_error{"cannot add " + name};
        }
    }
    void finish() {
        if (zip_close(archive_) != 0) throw std::runtime_error{"cannot write the zip"};
    }

  private:
    zip_t* archive_ = nullptr;
};

}  // namespace

PackageMaker::PackageMaker(fs::path folder, std::string_view mode) : folder_{std::move(folder)} {
    fs::create_directories(folder_);
    manifest("1.2", mode);
    write("orgs", "sourcedId,name,type,metadata.timeZone\nsch,Школа,school,Europe/Moscow\n");
    write("courses", "sourcedId,title\nc,Алгебра\n");
    write("classes", std::string{class_header} + "k,7В,07,c,homeroom,sch,,\n");
    write("users", std::string{user_header} + "s1,true,Анна,Синицына,,\n");
    write("roles", std::string{role_header} + "r1,s1,student,2026-09-01,,sch,\n");
    write("enrollments", std::string{enrollment_header} + "e1,k,sch,s1,student,2026-09-01,\n");
}

void PackageMaker::write(const std::string& file, const std::string& text) const {
    std::ofstream{folder_ / (file + ".csv"), std::ios::binary} << text;
}

void PackageMaker::append(const std::string& file, const std::string& text) const {
    std::ofstream{folder_ / (file + ".csv"), std::ios::binary | std::ios::app} << text;
}

void PackageMaker::remove(const std::string& file) const {
    fs::remove(folder_ / (file + ".csv"));
}

void PackageMaker::manifest(std::string_view version, std::string_view mode) const {
    std::string text = "propertyName,value\noneroster.version," + std::string{version} + "\n";
    for (const char* file : {"orgs", "courses", "classes", "users", "roles", "enrollments"}) {
        text += std::string{"file."} + file + "," + std::string{mode} + "\n";
    }
    write("manifest", text);
}

void PackageMaker::announce(const std::string& file, const std::string& mode) const {
    std::istringstream lines{text_of(folder_ / "manifest.csv")};
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const std::string key = "file." + file + ",";
        text += (line.starts_with(key) ? key + mode : line) + "\n";
    }
    write("manifest", text);
}

void zip_folder(const fs::path& folder, const fs::path& zip, const std::string& inside) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator{folder}) {
        files.emplace(inside + entry.path().filename().string(), text_of(entry.path()));
    }
    NewZip archive{zip};
    for (const auto& [name, text] : files) archive.add(name, text);
    archive.finish();
}

void zip_zeros(const fs::path& zip, const std::string& name, std::size_t bytes) {
    const std::string zeros(bytes, '\0');
    NewZip archive{zip};
    archive.add(name, zeros);
    archive.finish();
}

fs::path sample_school() {
    return source_directory() / "tests/data/oneroster/ru-school-v1p2";
}

}  // namespace rosterd::test
