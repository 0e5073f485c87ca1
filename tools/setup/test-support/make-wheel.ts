import { execFileSync } from 'node:child_process';

// A wheel is a zip with three files of metadata; Python can write one without any build tool.
const PROGRAM = `
import sys, zipfile
folder, name, source = sys.argv[1:]
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(f"{folder}/{name}-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr(f"{name}.py", source)
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", f"{name}.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n")
`;

/** Writes a wheel, version 1.0, of one module into `folder`. */
export function makeWheel({
  folder,
  name,
  source = '',
}: {
  folder: string;
  name: string;
  source?: string;
}): void {
  execFileSync('python3', ['-c', PROGRAM, folder, name, source]);
}
