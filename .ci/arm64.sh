#!/usr/bin/env bash
# Runs the kernel tests as a linux-arm64 program under qemu, so that the NEON kernels are tested on an x64 machine.
# The assemblies under test are generated here, on x64: under emulation the compiler would take most of an hour.
# Writes artifacts/arm64/results.xml in xunit's format. Where a tool or library is missing it is installed, or fetched, with apt-get.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

work="$PWD/artifacts/arm64"
project=tests/CnnGen.Kernels.Tests
mkdir -p "$work"
rm -rf "$work/results.xml" "$work/app"

# Assemblies that a run of the tests has kept are taken as they are.
if [ -z "${CNNGEN_ASSEMBLIES:-}" ]; then
    export CNNGEN_ASSEMBLIES="$work/assemblies"
    rm -rf "$CNNGEN_ASSEMBLIES"
fi

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if ! command -v qemu-aarch64 >/dev/null; then
    echo "Installing qemu-user."
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qemu-user >/dev/null
fi

# Libraries that a .NET program loads, for arm64, unpacked where only qemu looks for them.
root="$work/root"
if [ ! -e "$root/complete" ]; then
    echo "Fetching arm64 libraries."
    rm -rf "$root" "$work/packages"
    mkdir -p "$root" "$work/packages/lists/partial" "$work/packages/cache/archives/partial"
    apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::Lists=$work/packages/lists" -o "Dir::Cache=$work/packages/cache" -o APT::Sandbox::User=root)
    "${apt[@]}" update
    (
        cd "$work/packages"
        "${apt[@]}" download libc6 libstdc++6 libgcc-s1
        # Named by the width of its clock since 2024.
        "${apt[@]}" download libssl3 || "${apt[@]}" download libssl3t64
        for package in *.deb; do dpkg -x "$package" "$root"; done
    )
    touch "$root/complete"
fi

echo "Generating the assemblies under test."
dotnet build "$project" --verbosity quiet --nologo
dotnet "$project/bin/Debug/net10.0/CnnGen.Kernels.Tests.dll" \
    -noLogo -noColor -noAutoReporters -method CnnGen.Kernels.Tests.Kernels.InstructionSetProcesses.Every_batch_compiles

echo "Publishing the tests for arm64."
dotnet publish "$project" --configuration Release --runtime linux-arm64 --self-contained --output "$work/app" --artifacts-path "$work/build" --verbosity quiet --nologo

# Under emulation pages that are written and executed by turns crash now and then, and tiers only compile everything twice.
echo "Running the kernel tests under qemu."
DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0 qemu-aarch64 -L "$root" "$work/app/CnnGen.Kernels.Tests" -noLogo -noColor -noAutoReporters -xml "$work/results.xml" \
    -class '*.GoldenKernels' -class '*.GoldenTraining' -class 'CnnGen.Kernels.Tests.Kernels.*' -class- '*.InstructionSetProcesses'
