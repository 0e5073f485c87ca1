/** What the code itself does not say about a code: what it means, and what mends it. */
export interface Explanation {
  readonly means?: string;
  readonly cure?: string;
}

export const explanations: Readonly<Record<string, Explanation>> = {
  ACCESS_DENIED: {
    means: 'Whoever is signed in may not do this. The message names the action and the thing.',
  },
  ACCELERATOR_INVALID: { means: 'What was asked for is no accelerator, number of GPUs or memory.' },
  ADAPT_VALUE_NEEDED: {
    means: 'The model cannot be tried, since nothing says what one of its arguments is.',
  },
  AZURE_REFUSED: {
    means: 'Azure refused to tell prices, sizes or quotas; the message has its own words.',
    cure: 'What was not told is shown as unknown, and stops nothing. `torchrelay plan … --policy` prints the role.',
  },
  BAD_INPUT: {
    means: 'An input is not what the model takes: its name, datatype, shape or elements.',
    cure: 'Give what `torchrelay status NAME` shows under inputs; the message says which element is wrong.',
  },
  BAD_REQUEST: {
    means: 'A server on this machine got a request that is not of the Open Inference Protocol.',
    cure: 'The message says which member is wrong. `endpoint.predict` and `torchrelay predict` write such requests.',
  },
  BAD_RESPONSE: {
    means:
      'The server answered something that is not of the protocol, or not what the model declares.',
    cure: 'Look at `torchrelay logs NAME`. With an image of your own, its server has to be mended.',
  },
  BUSY: { means: 'Azure is in the middle of another change of the same thing.' },
  CANCELED: { means: 'Azure ended the change, because somebody or another change asked for it.' },
  COMPUTE_FAILED: {
    means: 'Azure could not make or change the compute that a training job runs on.',
    cure: 'The message has Azure’s reason. Then run the command again.',
  },
  DATA_NOT_READABLE: { means: 'The training job may not read its data, or there is none.' },
  DECLINED: {
    means: 'The plan was shown, and the answer was no. Nothing was changed.',
  },
  DEPLOYMENT_FAILED: {
    means: 'The platform accepted the change and ended it as failed.',
    cure: 'The reason stands in the message and in `torchrelay logs NAME`. Then run the command again: what failed is made anew.',
  },
  DISK_FULL: { means: 'The disk of the instance is too small for the model and the image.' },
  DRIVER_TOO_OLD: { means: 'The server’s CUDA does not run on the driver of that machine.' },
  IMAGE_NOT_READABLE: { means: 'The platform cannot pull the image of the server.' },
  JOB_DATA_INVALID: {
    means:
      'A folder of training data cannot be taken: it is missing or empty, or a path in it cannot be a key of a store.',
    cure: 'Mend the file or folder that the message names.',
  },
  JOB_INVALID: {
    means:
      'The definition of a training job contradicts itself, or asks for what the target cannot do. Nothing was sent.',
    cure: 'Change the member that the message names; the hint says to what.',
  },
  LOCK_FILE_UNREADABLE: { means: '`torchrelay.lock.json` in the current folder cannot be read.' },
  MODEL_FAILED: { means: 'PyTorch raised an error when the model was called.' },
  MODEL_FILE_CORRUPT: {
    means: 'The file contradicts itself, or holds what PyTorch never writes.',
    cure: 'Save the model again. If the file was downloaded, compare its size and digest with the source.',
  },
  MODEL_LOAD_FAILED: {
    means: 'PyTorch on this machine could not load the model.',
    cure: 'The message has PyTorch’s words. Often it is an operator of a library (torchvision) that the environment lacks, or a newer file format.',
  },
  MODEL_NOT_ADAPTABLE: { means: 'No wrapper can be written around this model.' },
  MODEL_REHEARSAL_FAILED: {
    cure: 'Mend the model, or give examples that it takes (`--example`, `examples`). `--no-rehearsal` leaves the trial out.',
  },
  MODEL_SIGNATURE_INCOMPLETE: {
    cure: "Declare them: `--input 'x=FP32[-1,4]'`, `--output scores`, or `inputs` and `outputs` in code.",
  },
  NETWORK_NOT_READY: { means: 'The workspace’s managed network was not made yet.' },
  NOT_ENCODABLE: {
    means: 'NaN and infinities cannot be said in JSON.',
    cure: 'Send the input with the encoding `binary`, or ask for binary outputs.',
  },
  NOT_FOUND: {
    means: 'What was to be changed on Azure is not there any more.',
    cure: 'Nothing to do by hand: the plan is made again from what is there.',
  },
  NOT_OFFERED: { means: 'The platform does not offer that type of instance there.' },
  NOT_SEEN_YET: {
    means: 'SageMaker has accepted a change and does not show it yet.',
    cure: 'Nothing to do by hand: it is asked again.',
  },
  NO_TARGET: {
    cure: 'The message has each target’s reason. Allow another type (`accelerator`), a larger budget, or another region.',
  },
  OUT_OF_MEMORY: { means: 'The server needed more memory than the instance has.' },
  PACKAGE_NOT_LOADED: { means: 'SageMaker did not bring the package to the instance in time.' },
  POLICY_REFUSED: { means: 'A policy of the subscription or of its management group forbids it.' },
  PRECONDITION_FAILED: {
    means: 'Somebody else changed an object of the store at the same moment.',
    cure: 'Nothing to do by hand: what depends on it is read again. From a command, run it again.',
  },
  PREPROCESS_INVALID: {
    means: 'What `preprocess` declares is not right, or does not fit the input.',
    cure: 'Mend the declaration; [pictures and texts](../inputs.md) has its members.',
  },
  PROVIDER_NOT_REGISTERED: { means: 'The subscription does not know Azure Machine Learning yet.' },
  QUOTA_EXCEEDED: { means: 'The account may have no more of these.' },
  RESOURCE_LOCKED: { means: 'A lock of Azure’s forbids changes.' },
  RESULT_NOT_WRITTEN: { means: 'The training job could not write its results into the store.' },
  ROLE_GONE: { means: 'The role was there a moment ago and is not any more.' },
  ROLE_REFUSED: { means: 'IAM refused the role that torchrelay wanted to make.' },
  SECRETS_NOT_READABLE: { means: 'A secret that the deployment refers to may not be read.' },
  SERVER_GONE: {
    cure: 'Run the command again: the server is started anew. Its log says why it ended.',
  },
  SERVER_NOT_READY: {
    means: 'The server in the container did not start, or did not answer its probe.',
  },
  SERVER_NOT_STARTED: { means: 'The container could not be started at all.' },
  SERVER_REFUSED: {
    means: 'The endpoint answered with an error.',
    cure: 'The message has its words; 4xx speak of the request, 5xx of the model. `torchrelay logs NAME` has more.',
  },
  SERVER_START_FAILED: {
    cure: 'The message has the operating system’s reason. `torchrelay doctor` checks what the server needs.',
  },
  STORE_KEY_INVALID: {
    cure: 'Give the file that the script left another name. Elsewhere it is a defect, unless you call an object store by yourself: keys are relative paths without `..`.',
  },
  STORE_OBJECT_LOCKED: {
    means: 'A lease or a policy of the storage account keeps the object as it is.',
  },
  STORE_OBJECT_TOO_LARGE: {
    cure: 'Make the model smaller, or split it: this store takes no larger object.',
  },
  SUBSCRIPTION_DISABLED: { means: 'The subscription is disabled, or there is none with that id.' },
  TENSOR_SPEC_INVALID: {
    cure: 'Write `NAME=DATATYPE[SHAPE]`, such as `image=FP32[-1,3,224,224]`.',
  },
  THROTTLED: { means: 'Too many requests in a short time, after all repetitions.' },
  TRAINING_FAILED: {
    means: 'The script of the training job ended with an error.',
    cure: 'The message has its last words, `torchrelay logs NAME --job` all of them. The same command again starts another attempt.',
  },
  TRAINING_INTERRUPTED: {
    means: 'The nodes of the job were taken away, more often than it may begin again.',
    cure: 'The same command again starts another attempt, which finds the checkpoints; `maxRestarts` allows more of them.',
  },
  TRAINING_STOPPED: {
    means: 'Somebody stopped the job.',
    cure: 'The same command again starts another attempt, which finds the checkpoints.',
  },
  UNEXPECTED: { means: 'Something that nobody foresaw.' },
  UPLOAD_OVERTAKEN: { means: 'Another upload of the same object was quicker, or was ended.' },
  USAGE: {
    means: 'The command line is not right.',
    cure: 'The message says which part; `torchrelay COMMAND --help` shows all.',
  },
  WORKER_LOST: {
    means: 'The Python process ended in the middle of a call, twice for the same one.',
    cure: 'Look at `torchrelay logs NAME`: mostly it is memory, or an operator that crashes.',
  },
  WORKER_LOST_SHARED: {
    cure: 'Nothing to do by hand: each of those calls is asked again, alone.',
  },
  WORKER_START_FAILED: {
    means: 'The Python process of the server could not be started.',
    cure: '`torchrelay doctor` checks Python and PyTorch, and says how to mend them.',
  },
  WORKSPACE_MISSING: {
    means: 'There is no such workspace, or it is not visible to whoever is signed in.',
  },
  WRONG_REGION: { means: 'The bucket is in another region than the endpoint.' },
};

/** Codes that are no errors: what is said beside a plan or a result, and stops nothing. */
export const notes: Readonly<Record<string, string>> = {
  FASTER_NETWORK: 'A dearer type has a faster network between nodes.',
  IMAGE_REGISTRY: 'Who has to be allowed to read an image of your own.',
  INSTANCE_POOL: 'Which types SageMaker may take, with their prices.',
  KMS_KEY_NOT_FOR_LOCAL_DISKS:
    'Local disks are encrypted by the machine itself, not with your key.',
  LISTENER_FAILED: 'Your `onEvent` threw; the work went on.',
  NOT_ASKED: 'There was no example to verify the deployment with.',
  OVERSIZED: 'The model would fit something much cheaper.',
  PLATFORM_LIMITS: 'What Azure lets through to an endpoint.',
  PREVIOUS_KEPT: 'The release before stays, and is paid for.',
  REQUEST_LEFT: 'An asynchronous request left its objects in the store.',
  ROLLOUT: 'How the traffic will move.',
  TOO_MANY_TO_COUNT: 'How many instances run was not counted.',
};

/** Why an offer was not chosen: in the JSON of a plan, one for each. */
export const rejections: Readonly<Record<string, string>> = {
  REGION: 'It is in another region than asked for.',
  ACCELERATOR: 'It has another accelerator than asked for.',
  EXCLUDED: 'It was excluded (`--exclude`).',
  GPU_COUNT: 'It has too few GPUs.',
  INTERCONNECT: 'It has no fast network between nodes.',
  MEMORY: 'The model does not fit.',
  NOT_OFFERED: 'The platform does not offer it there.',
  PRICE_UNKNOWN: 'Its price is unknown, and there is a budget.',
  PRICE: 'It costs more than the budget.',
  QUOTA: 'The quota is used up.',
};

/** Of others: they are read here, and never reported by us. */
export const foreign: ReadonlySet<string> = new Set(['ETIMEDOUT']);
