// Assets that are built in this process, when the app is synthesized.
import { type BundlingOptions, DockerImage } from 'aws-cdk-lib';

/** @param build fills the folder that it is given. It does not run for stacks that the CDK skips. */
export const builtLocally = (build: (folder: string) => void): BundlingOptions => ({
  // The CDK asks for an image. It is not used, because the local bundling never declines.
  image: DockerImage.fromRegistry('unused'),
  local: {
    tryBundle: folder => {
      build(folder);
      return true;
    },
  },
});
