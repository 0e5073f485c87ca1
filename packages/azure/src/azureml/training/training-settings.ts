/** What only training has. */
export interface TrainingSettings {
  /**
   * The name of a compute cluster of the workspace to train on. Its type of machine, and whether its machines may be
   * taken away, are its own.
   *
   * @default serverless compute: machines that Azure ML makes for the job and removes after it
   */
  readonly compute?: string;
  /**
   * Make that cluster for the job, of the type that is chosen, and remove it with what was trained. Its machines go two
   * minutes after the last job.
   *
   * @default false: it is there
   */
  readonly makeCompute?: boolean;
  /**
   * The environment that jobs run in, as Azure ML writes it: `azureml://registries/…/environments/NAME/versions/3`. A
   * job's own `image` goes before.
   *
   * @default Microsoft's own, with a current PyTorch
   */
  readonly environment?: string;
  /**
   * The managed identity that jobs run as, which reads secrets and data: its client id, or its resource id; `'compute'`
   * is the one of the compute. A cluster that is made gets the one of a resource id.
   *
   * @default the one of the compute where a job has secrets; else none, and data are read by the datastore's own key
   */
  readonly identity?: string;
}
