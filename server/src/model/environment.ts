/** Environments: the ways in which a workspace is deployed. */

/** One way: a kustomize overlay, a chart with one of its values files, a Terraform module with a tfvars file. */
export interface Environment {
  /** Unique in the workspace: `helm:/repo/chart:values-prod.yaml`. */
  readonly id: string;
  /** What people call it, the same in every format: `prod`, of `values-prod.yaml`, `overlays/prod`, `prod.tfvars`. */
  readonly name: string;
  /** As messages say it, by the file or folder that makes it, relative to the deployment: `values-prod.yaml`. */
  readonly label: string;
  /** The deployment that it is a way of: `helm:/repo/chart`. Components of two ways of one deployment never meet. */
  readonly deployment: string;
  /** The file that decides it, an absolute path: the values file, the kustomization, the tfvars file. */
  readonly file: string;
}
