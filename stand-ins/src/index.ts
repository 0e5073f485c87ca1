/**
 * The servers that tests talk to in place of a cloud.
 * @module
 */
export { startAws } from './aws/aws.ts';
export type { AwsStandIn, AwsStandInOptions } from './aws/aws.ts';
export { judgeAwsExchanges } from './aws/judge-exchanges.ts';
export type { AwsExchange } from './aws/judge-exchanges.ts';
export { startSagemaker } from './aws/sagemaker.ts';
export type { SagemakerStandIn, SagemakerTrouble } from './aws/sagemaker.ts';
export { startS3Sink } from './aws/s3-sink.ts';
export type { S3Sink } from './aws/s3-sink.ts';
export { startAzurite } from './azure/azurite.ts';
export type { Azurite, AzuriteOptions } from './azure/azurite.ts';
export { madeUpToken } from './azure/made-up-token.ts';
export { selfSignedCertificate } from './azure/self-signed-certificate.ts';
export { startAzureMl } from './azure/ml/azure-ml.ts';
export type { AzureMlOptions, AzureMlStandIn } from './azure/ml/azure-ml.ts';
export { workspaceSettings } from './azure/ml/workspace-settings.ts';
export type { WorkspaceAddress, WorkspaceSettings } from './azure/ml/workspace-settings.ts';
export { startAddingContainer } from './containers/adding-container.ts';
export type { Container, ContainerRequest, StartContainer } from './containers/container.ts';
export { startOwnContainer, startTorchContainer } from './containers/torch-container.ts';
export type { Course } from './fault-matrix/course.ts';
export { deploymentCourse } from './fault-matrix/deployment-course.ts';
export { faultCommand } from './fault-matrix/fault-command.ts';
export type { MatrixFiles } from './fault-matrix/fault-command.ts';
export type { FaultKind } from './fault-matrix/fault-kind.ts';
export type { FaultAccount, FaultProgram, FaultSubject } from './fault-matrix/fault-subject.ts';
export { faultSample, keptDifferences } from './fault-matrix/fault-sample.ts';
export { trainingCourse } from './fault-matrix/training-course.ts';
export { startVerbProcesses } from './fault-matrix/verb-processes.ts';
export type { VerbProcess, VerbProcesses } from './fault-matrix/verb-processes.ts';
export { startFaultProxy } from './http/fault-proxy.ts';
export type { Fault, FaultProxy, ProxiedRequest } from './http/fault-proxy.ts';
