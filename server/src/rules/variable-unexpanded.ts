import { runningCommands, unexpanded } from '../graph/evidence/command-evidence.ts';
import { runAlone } from '../graph/run-alone.ts';
import { stagesOf } from '../graph/values/images.ts';
import type { Component, Container, Finding, Fix, Span } from '../model/index.ts';
import type { Rule } from './rule.ts';

export const variableUnexpanded: Rule = {
  id: 'variable-unexpanded',
  severity: 'error',
  stops: true,
  summary: 'A command that no shell reads has a variable in the place of a port',
  why: `The exec form of CMD and ENTRYPOINT, the \`command\` of Compose and of Kubernetes start a program without a shell,
so that \`$PORT\` reaches it as five letters: "'$PORT' is not a valid port number". The shell form, or \`sh -c\`, replaces
it; Kubernetes replaces \`$(PORT)\`.`,
  bad: {
    Dockerfile: `FROM example.com/python:1
ENV PORT=8080
EXPOSE 8080
CMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "shop:app"]
`,
  },
  good: {
    Dockerfile: `FROM example.com/python:1
ENV PORT=8080
EXPOSE 8080
CMD exec gunicorn --bind 0.0.0.0:$PORT shop:app
`,
  },
  check(graph, component) {
    const container = runner(component);
    if (!container) return [];
    const commands = runningCommands(graph.store, container, stagesOf(graph.store, container));
    return commands.flatMap(unexpanded).flatMap(({ name, owner, place }): Finding[] => {
      if (owner.id !== component.id) return [];
      return [
        {
          rule: 'variable-unexpanded',
          severity: 'error',
          span: place,
          message: `no shell reads this command, so that the port is the text $${name} and not its value`,
          related: [],
          fixes: expanded(container, name, place),
        },
      ];
    });
  },
};

function runner(component: Component): Container | undefined {
  if (component.kind === 'container') return component;
  return component.kind === 'image' && component.final ? runAlone(component) : undefined;
}

/** What a kubelet replaces: `$(PORT)` of a variable that the container itself has (kubernetes.io, Define Dependent Environment Variables). */
function expanded({ pod, environment }: Container, name: string, place: Span): readonly Fix[] {
  if (!pod || !environment.some((setting) => setting.name === name)) return [];
  return [{ title: `Write $(${name})`, edits: [{ span: place, newText: `$(${name})` }] }];
}
