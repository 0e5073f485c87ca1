import { sha256Hex } from '@torchrelay/core/target-utils';

/** One release of NVIDIA Triton. */
interface TritonRelease {
  /** `26.05` */
  readonly version: string;
  readonly image: string;
}

/**
 * The release that is used. Those before it are open to what NVIDIA published in its bulletin 5828 of May 2026
 * (CVE-2026-24206, -24207, -24208). _read_: NVIDIA's release notes and bulletin.
 */
const tritonRelease: TritonRelease = {
  version: '26.05',
  image: 'nvcr.io/nvidia/tritonserver:26.05-py3',
};

/** Where a deployment's model is mounted. */
export const modelMountPath = '/models';

/** What Triton listens to. */
export const tritonPort = 8000;

/**
 * Triton's image with a command: it has none, and Azure ML takes none. How deep below the mount path Azure lays the
 * package is not said anywhere, so the command looks for it. Nothing can be loaded or unloaded over the network.
 */
export const tritonDockerfile: string = `FROM ${tritonRelease.image}
CMD exec tritonserver --model-control-mode=none --model-repository="$(dirname "$(dirname "$(find ${modelMountPath} -name config.pbtxt -print -quit)")")"
`;

/** Of the environment: the same lines are built once in a workspace, and other lines are another version. */
export const tritonEnvironmentVersion: string = `${tritonRelease.version}-${sha256Hex(tritonDockerfile).slice(0, 6)}`;
