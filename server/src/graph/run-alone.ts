/** An image by itself: what a container of it would be that nothing else is said of. */
import type { Container, ImageStage } from '../model/index.ts';

/** An image as a container that runs it with nothing changed. */
export function runAlone(stage: ImageStage): Container {
  const known = alone.get(stage) ?? containerOf(stage);
  alone.set(stage, known);
  return known;
}

const alone = new WeakMap<ImageStage, Container>();

function containerOf(stage: ImageStage): Container {
  const { id, file, label, name, span } = stage;
  const build = {
    context: file.slice(0, file.lastIndexOf('/')),
    dockerfile: file,
    arguments: [],
    ...(stage.alias ? { target: stage.alias } : {}),
  };
  return {
    kind: 'container',
    id,
    file,
    format: 'dockerfile',
    label,
    name,
    span,
    sites: [],
    build,
    environment: [],
    environmentFrom: [],
    mounts: [],
  };
}
