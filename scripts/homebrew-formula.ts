/** The file of a release for each processor of a Mac. */
const packed = { arm: 'microcloud-macos-arm64.tar.gz', intel: 'microcloud-macos-x64.tar.gz' } as const;

/**
 * Returns the formula by which Homebrew installs a release on macOS. It excludes Linux, where Homebrew changes the paths of
 * libraries inside programs: nobody has tried whether microcloud still runs then. https://docs.brew.sh/Formula-Cookbook
 *
 * @param repository "OWNER/NAME" of GitHub
 * @param version "0.2.0", without the "v" of its tag
 * @param sums SHA256SUMS of the release, as sha256sum prints it
 */
export function formulaOf(repository: string, version: string, sums: string): string {
  const page = `https://github.com/${repository}`;
  const places = Object.entries(packed).map(([processor, file]) => {
    const [sum] = new RegExp(`^[0-9a-f]{64}(?= [ *]${file}$)`, 'm').exec(sums) ?? [];
    if (sum === undefined) throw new Error(`SHA256SUMS has no line for ${file}.`);
    return `  on_${processor} do
    url "${page}/releases/download/v${version}/${file}"
    sha256 "${sum}"
  end
`;
  });
  return `class Microcloud < Formula
  desc "Kubernetes clusters of Raspberry Pis, for community networks"
  homepage "${page}"
  version "${version}"
  license "Apache-2.0"

  depends_on :macos

${places.join('\n')}
  def install
    bin.install "microcloud"
    bin.install_symlink "microcloud" => "mcloud"
    doc.install "NOTICES.txt"
    generate_completions_from_executable(bin/"microcloud", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/microcloud --version")
  end
end
`;
}
