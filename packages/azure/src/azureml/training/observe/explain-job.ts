import type { JobFailure } from '@torchrelay/core/target';

import { explainFailure } from '../../failure/explain-failure.ts';

interface Pattern extends JobFailure {
  readonly says: RegExp;
}

/**
 * What run history keeps of jobs that failed, and refusals of jobs. _read_: Microsoft's pages on troubleshooting jobs and
 * data, and texts that users have published. What is not here may be in the table of endpoints.
 */
const patterns: readonly Pattern[] = [
  {
    says: /quota of \d+ and cannot acc?omm?odate|quota.*(?:vCPU|cores)|QuotaExceeded/i,
    code: 'QUOTA_EXCEEDED',
    hint: 'Ask for more on the workspace’s page "Usage + quotas" in Azure Machine Learning studio: clusters and serverless compute have a quota of their own, and spot another, one for all types.',
  },
  {
    says: /OutOfCapacity|AllocationFailed|SkuNotAvailable|OverconstrainedAllocation|(?:insufficient|not enough|no|lack of)[\w -]*capacity/i,
    code: 'NO_CAPACITY',
    hint: 'Azure has none of these machines free in the region just now. Allow another type (--accelerator), or try later.',
  },
  {
    says: /ImageBuildFailure|image build|(?:failed|unable) to build (?:the )?(?:docker )?image/i,
    code: 'IMAGE_BUILD_FAILED',
    hint: 'The build’s log is in the studio, at the job under "Outputs + logs". Where the workspace has no way out, bring an image that is in its registry: --image.',
  },
  {
    says: /AcrPull|(?:pull|download)(?:ing)? (?:the )?(?:docker )?image|ImagePull|InvalidContainerRegistry|manifest unknown|image .*not found/i,
    code: 'IMAGE_NOT_READABLE',
    hint: 'Check that the image exists, and that the compute’s identity has the role "AcrPull" on its registry.',
  },
  {
    says: /UriUploadSession|output.*(?:upload|write).*(?:denied|fail)|upload.*(?:denied|not authorized|forbidden)/i,
    code: 'RESULT_NOT_WRITTEN',
    hint: 'The datastore’s key is wrong, or the job’s identity may not write: the role "Storage Blob Data Contributor" on the storage account.',
  },
  {
    says: /StreamAccess|DataAccess|data-capability|UriMountSession|rslex|StreamError|(?:mount|download).*(?:fail|denied|not found)|AuthorizationPermissionMismatch/i,
    code: 'DATA_NOT_READABLE',
    hint: 'Check that there are files at that address, and who may read them: the datastore’s own key, or the job’s identity with the role "Storage Blob Data Reader" on the storage account (training.identity).',
  },
];

/** What Azure means; `undefined` where the script itself failed, or nobody has met it before. */
export function explainJob(said: string): JobFailure | undefined {
  const found = patterns.find(({ says }) => says.test(said)) ?? explainFailure(said);
  return found && { code: found.code, hint: found.hint };
}

/** Machines were taken away, or broke, and not the job: another attempt goes on. _read_: texts of users. */
export function isLostNode(said: string): boolean {
  return /PreemptionError|pre-?empt(?:ed|ion)|\bnodes? (?:\S+ )?(?:was|were|is|has been|became) (?:lost|evicted|unusable|unhealthy)|NodeLost|NodeUnusable/i.test(
    said,
  );
}

/** Of a script that ended by itself; the reason is in its log. `undefined` where it did not come so far. */
export function exitCodeIn(said: string): number | undefined {
  const code = /exited with (?:status )?code (-?\d+)|non-zero exit code:? ?(-?\d+)?/i.exec(said);
  if (code === null) return undefined;
  return Number(code[1] ?? code[2] ?? 1);
}

/** Killed by the system: by itself, or told by `sys.exit(-9)`. */
const killed: ReadonlySet<number> = new Set([137, 247, -9]);

export function outOfMemory(exitCode: number | undefined): JobFailure | undefined {
  if (exitCode === undefined || !killed.has(exitCode)) return undefined;
  return {
    code: 'OUT_OF_MEMORY',
    hint: 'The script was killed, most likely since the node had no more memory: take a larger type, smaller batches, or fewer processes.',
  };
}
