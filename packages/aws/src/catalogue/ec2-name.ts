/** SageMaker's `ml.p4d.24xlarge` runs on EC2's `p4d.24xlarge`. */
export function ec2Name(instanceType: string): string {
  return instanceType.replace(/^ml\./, '');
}
