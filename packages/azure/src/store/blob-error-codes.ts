import type { Recovery } from '@torchrelay/core';

/** What an error code of Blob storage means for whoever deploys. */
export interface Explanation {
  readonly code: string;
  /** Completes "Cannot write x: …". */
  readonly problem: string;
  readonly hint?: string;
  /** @default 'never' */
  readonly recovery?: Recovery;
  /** The thing is not there: no failure where that is what was asked. */
  readonly isAbsent?: true;
}

const signIn = 'Sign in again: az login.';
const renewSignature = 'Get a new shared access signature, or leave it out and sign in: az login.';

const preconditionFailed: Explanation = {
  code: 'PRECONDITION_FAILED',
  problem: 'it is not in the state that was asked for',
};

const locked = (problem: string): Explanation => ({
  code: 'STORE_OBJECT_LOCKED',
  problem,
  hint: 'torchrelay sets no such lock: ask whoever looks after the storage account.',
});

const busy = (problem: string): Explanation => ({
  code: 'UNAVAILABLE',
  problem,
  hint: 'Run the command again; what was sent is kept.',
  recovery: 'retry',
});

const unsuitableSignature = (problem: string): Explanation => ({
  code: 'ACCESS_DENIED',
  problem: `the shared access signature ${problem}`,
  hint: renewSignature,
});

/** Sources: the lists of common and of Blob error codes in the REST reference. */
export const explanations: Readonly<Record<string, Explanation>> = {
  BlobNotFound: {
    code: 'STORE_OBJECT_GONE',
    problem: 'there is no such blob',
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
    isAbsent: true,
  },
  ContainerNotFound: {
    code: 'STORE_MISSING',
    problem: 'there is no such container',
    hint: 'A workspace brings its container with it. Check the names of the account and of the container.',
    isAbsent: true,
  },

  CannotVerifyCopySource: {
    code: 'STORE_OBJECT_GONE',
    problem: 'what was to be copied cannot be read any more',
    hint: 'It may have been deleted meanwhile. Run the command again.',
    recovery: 'replan',
  },

  ConditionNotMet: preconditionFailed,
  TargetConditionNotMet: preconditionFailed,
  BlobAlreadyExists: preconditionFailed,

  AuthorizationPermissionMismatch: {
    code: 'ACCESS_DENIED',
    problem: 'whoever is signed in has no role that allows it, or the signature does not',
    hint: 'Assign the role "Storage Blob Data Contributor" on the storage account; to be Owner or Contributor of the subscription does not cover data. A new role takes up to ten minutes.\n  az role assignment create --role "Storage Blob Data Contributor" --assignee WHO --scope ID-OF-THE-ACCOUNT',
  },
  InsufficientAccountPermissions: {
    code: 'ACCESS_DENIED',
    problem: 'the account lets nobody read or write just now',
    hint: 'Ask whoever looks after the storage account.',
  },
  KeyBasedAuthenticationNotPermitted: {
    code: 'ACCESS_DENIED',
    problem: 'the storage account takes no keys and no signatures made with them',
    hint: 'Leave the key or signature out and sign in (az login), with the role "Storage Blob Data Contributor" on the storage account.',
  },
  AuthorizationFailure: {
    code: 'ACCESS_DENIED',
    problem: 'the network rules of the storage account refuse it',
    hint: "Allow this machine's address, or run inside the network that is allowed: the account's Networking page, or az storage account show --query networkRuleSet.",
  },
  PublicAccessNotPermitted: {
    code: 'NO_CREDENTIALS',
    problem: 'the storage account answers nobody who is not signed in',
    hint: 'Sign in: az login.',
  },
  AccountIsDisabled: {
    code: 'ACCESS_DENIED',
    problem: 'the storage account is disabled',
    hint: 'Its subscription may have ended: ask whoever pays for it.',
  },

  InvalidAuthenticationInfo: {
    code: 'NO_CREDENTIALS',
    problem: 'the sign-in is not valid, or no longer',
    hint: signIn,
  },
  NoAuthenticationInformation: {
    code: 'NO_CREDENTIALS',
    problem: 'nobody is signed in',
    hint: signIn,
  },
  AuthenticationFailed: {
    code: 'NO_CREDENTIALS',
    problem: 'the token, key or signature is wrong, has expired, or is from a wrong clock',
    hint: "Sign in again (az login), or get a new key or signature; check this machine's clock.",
  },
  AuthorizationResourceTypeMismatch: unsuitableSignature('is for another kind of thing'),
  AuthorizationServiceMismatch: unsuitableSignature('is for another service'),
  AuthorizationProtocolMismatch: unsuitableSignature('asks for HTTPS'),
  AuthorizationSourceIPMismatch: unsuitableSignature(
    'is for other addresses than that of this machine',
  ),

  LeaseIdMissing: locked('somebody holds a lease of Azure on it'),
  LeaseIdMismatchWithBlobOperation: locked('somebody holds a lease of Azure on it'),
  BlobImmutableDueToPolicy: locked('a policy of the container lets nobody change it'),
  BlobArchived: {
    code: 'STORE_OBJECT_LOCKED',
    problem: 'it has been archived',
    hint: 'Bring it back first, which takes hours: az storage blob set-tier --tier Hot.',
  },
  BlobBeingRehydrated: busy('it is being brought back from the archive'),
  PendingCopyOperation: busy('something is being copied there right now'),
  ContainerBeingDeleted: busy('the container is being deleted'),
  ServerBusy: busy('Azure Storage is busy'),
  InternalError: busy('Azure Storage failed inside'),
  OperationTimedOut: busy('Azure Storage took too long'),

  Md5Mismatch: {
    code: 'CONTENT_MISMATCH',
    problem: 'other bytes arrived than were sent',
    hint: 'Run the command again. If it happens more often, something on the way changes what passes.',
    recovery: 'retry',
  },
  InvalidBlockList: {
    code: 'UPLOAD_OVERTAKEN',
    problem:
      'another upload to the same place ended meanwhile, and took the parts of this one with it',
    hint: 'Run the command again.',
    recovery: 'retry',
  },
  InvalidBlobOrBlock: {
    code: 'STORE_REFUSED',
    problem: 'another program has left parts of an upload there',
    hint: 'Write an empty blob to the same place and delete it, or wait for a week: then Azure drops the parts.',
  },
};
