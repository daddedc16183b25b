#!/usr/bin/env python3
"""Plants the bugs of mutations.toml, one at a time, in a copy of the checkout, and demands that
the named test of each fails by an assertion. See docs/verification.md."""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutations.toml")
DOCUMENT = ROOT / "docs/verification.md"
# ccache and the build directory stay good from run to run, so the copy keeps its place.
WORK = ROOT / "build/mutation"
TREE = WORK / "tree"
PRESET = "dev"  # unoptimised and without sanitizers: what a bug costs is its build
BUILD = TREE / "build" / PRESET
LEFT_OUT = {"build", ".git", ".cache"}
FIELDS = {"name", "file", "old", "new", "breaks", "target", "test"}
TEST_SECONDS = 300


def mutations():
    with LIST.open("rb") as file:
        return tomllib.load(file)["mutation"]


def row(mutation):
    """The mutation's line in the document."""
    return (f"| {mutation['name']} | `{mutation['file']}` | {mutation['breaks']} "
            f"| `{mutation['target']}` `{mutation['test']}` |")


# ---- what must be true of the list, without building anything --------------------------------


def tests_of_targets():
    """For each rosterd_test() of the tree, the names of its tests."""
    found = {}
    for cmake in sorted((ROOT / "tests").rglob("CMakeLists.txt")):
        for call in re.findall(r"rosterd_test\(([^)]*)\)", cmake.read_text()):
            words = call.split()
            sources = [word for word in words if word.endswith(".cpp")]
            names = found.setdefault(words[0], {})
            for source in sources:
                path = cmake.parent / source
                if not path.is_file():
                    continue
                for kind, suite, test in re.findall(
                        r"^(TEST|TEST_F|TEST_P)\(\s*(\w+),\s*(\w+)\)", path.read_text(), re.M):
                    names[f"{suite}.{test}"] = kind
    return found


def faults_of(mutation, targets):
    name = mutation.get("name", "a mutation without a name")
    if set(mutation) != FIELDS:
        return [f"{name}: its fields are not {sorted(FIELDS)}"]
    faults = []
    path = ROOT / mutation["file"]
    count = path.read_text().count(mutation["old"]) if path.is_file() else 0
    if count != 1:
        faults.append(f"{name}: its old text occurs {count} times in {mutation['file']}")
    if mutation["old"] == mutation["new"]:
        faults.append(f"{name}: it changes nothing")
    if mutation["target"] not in targets:
        faults.append(f"{name}: there is no test program {mutation['target']}")
    elif mutation["test"] not in targets[mutation["target"]]:
        faults.append(f"{name}: {mutation['target']} has no test {mutation['test']}")
    return faults


def faults_of_document(listed, targets):
    """Its tables name every mutation and every incident, and no other."""
    lines = DOCUMENT.read_text().splitlines()
    faults = [f"{DOCUMENT.name} lacks the line: {row(each)}"
              for each in listed if row(each) not in lines]
    names = {each["name"] for each in listed}
    for line in lines:
        named = re.fullmatch(r"\| (\w+) \| `[^`]+` \| .* \| `\w+` `\w+\.\w+` \|", line)
        if named and named.group(1) not in names:
            faults.append(f"{DOCUMENT.name} names {named.group(1)}, which the list does not")
    incidents = {test for test in targets["incidents_test"] if test.startswith("Incident.")}
    told = set(re.findall(r"`(Incident\.\w+)` \|$", "\n".join(lines), re.M))
    faults += [f"{DOCUMENT.name} lacks {each}" for each in sorted(incidents - told)]
    faults += [f"there is no test {each}" for each in sorted(told - incidents)]
    return faults


def check():
    listed = mutations()
    targets = tests_of_targets()
    faults = [fault for each in listed for fault in faults_of(each, targets)]
    names = [each["name"] for each in listed]
    faults += [f"{name} is there twice" for name in sorted(set(names)) if names.count(name) > 1]
    if not faults:
        faults = faults_of_document(listed, targets)
    for fault in faults:
        print(fault)
    print(f"{len(listed)} mutations, {len(faults)} faults of the list")
    return 0 if listed and not faults else 1


# ---- the copy ---------------------------------------------------------------------------------


def files_below(folder):
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_OUT:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from files_below(path)
        elif path.is_file():
            yield path


def refresh_tree():
    """Files that are the same are left alone, so that nothing is built again for them."""
    wanted = set()
    for source in files_below(ROOT):
        place = TREE / source.relative_to(ROOT)
        wanted.add(place)
        content = source.read_bytes()
        if not place.is_file() or place.read_bytes() != content:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            place.chmod(source.stat().st_mode)
    if TREE.is_dir():
        for place in list(files_below(TREE)):
            if place not in wanted:
                place.unlink()


def run(command, seconds=None):
    """Output and exit status; None instead of a status: it took too long, and was ended."""
    process = subprocess.Popen(command, cwd=TREE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, errors="replace", start_new_session=True)
    try:
        output, _ = process.communicate(timeout=seconds)
        return output, process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return output, None


def build(targets):
    jobs = os.environ.get("ROSTERD_JOBS", "2")
    return run(["cmake", "--build", str(BUILD), "-j", jobs, "--target", *targets])


def run_test(mutation):
    program = next(path for path in BUILD.rglob(mutation["target"])
                   if path.is_file() and os.access(path, os.X_OK))
    test = mutation["test"]
    suite, name = test.split(".")
    return run([str(program), f"--gtest_filter={test}:*/{suite}.{name}/*:{suite}/*.{name}"],
               TEST_SECONDS)


# ---- planting ---------------------------------------------------------------------------------


def last_words(output):
    return "\n".join(output.splitlines()[-25:])


def baseline(chosen):
    """Without a bug every named test is there and passes."""
    output, status = build(sorted({each["target"] for each in chosen}))
    if status != 0:
        sys.exit(f"the unchanged tree does not build:\n{last_words(output)}")
    seen = set()
    for each in chosen:
        key = (each["target"], each["test"])
        if key in seen:
            continue
        seen.add(key)
        output, status = run_test(each)
        passed = re.search(r"\[  PASSED  \] (\d+) test", output)
        if status != 0 or passed is None or passed.group(1) == "0":
            sys.exit(f"{each['test']} does not pass without a bug:\n{last_words(output)}")


def verdict_of(mutation):
    """'caught', or what is wrong, and what was printed."""
    path = TREE / mutation["file"]
    text = path.read_text()
    path.write_text(text.replace(mutation["old"], mutation["new"]))
    try:
        output, status = build([mutation["target"]])
        if status != 0:
            return "does not compile", output
        output, status = run_test(mutation)
    finally:
        path.write_text(text)
    if status is None:
        return "hangs", output
    if status == 0:
        return "NOT CAUGHT", output
    # A crash, or a sanitizer's report, is no assertion of the test.
    if status == 1 and re.search(r"\.[ch]pp:\d+: Failure", output):
        return "caught", output
    return f"ends with status {status}", output


def plant(names):
    listed = mutations()
    unknown = sorted(set(names) - {each["name"] for each in listed})
    if unknown:
        sys.exit(f"there is no mutation {unknown[0]}")
    chosen = [each for each in listed if not names or each["name"] in names]
    WORK.mkdir(parents=True, exist_ok=True)
    refresh_tree()
    output, status = run(["cmake", "--preset", PRESET])
    if status != 0:
        sys.exit(f"cmake could not configure the copy:\n{last_words(output)}")
    print(f"{len(chosen)} mutations; the unchanged copy is built and tested first", flush=True)
    baseline(chosen)
    wrong = 0
    for each in chosen:
        begin = time.monotonic()
        verdict, output = verdict_of(each)
        took = time.monotonic() - begin
        print(f"{each['name']:<40} {verdict:<16} {took:4.0f} s  {each['test']}", flush=True)
        if verdict != "caught":
            wrong += 1
            print(last_words(output), flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} caught")
    if not wrong:
        print("\n".join(["", *map(row, chosen)]))
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__)
    parser.add_argument("--check", action="store_true",
                        help="only that the list fits the sources, the tests and the document")
    parser.add_argument("name", nargs="*", help="of a mutation; none: all of them")
    arguments = parser.parse_args()
    return check() if arguments.check else plant(arguments.name)


if __name__ == "__main__":
    sys.exit(main())
