/** The port forwards of NOTES.txt. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Site } from '../../../server/src/model/index.ts';
import { buildTexts, shown, textsOf } from './chart.ts';

/** Each port forward: where its remote port is written, and what it leads to. */
function forwards(notes: string): readonly string[] {
  const texts = textsOf(`
    === Chart.yaml
    name: shop
    === values.yaml
    port: 8080
    === templates/NOTES.txt
    ${notes.replaceAll('\n', '\n    ')}
  `);
  const sites = buildTexts(texts).units.flatMap(({ components = [] }) => components.flatMap((each) => each.sites));
  return sites.map((site) => `${shown(texts, site.span)} -> ${leads(site)}`);
}

function leads({ to = [] }: Site): string {
  const [end] = to;
  if (end?.kind === 'pods') return JSON.stringify(end.selector);
  return end?.kind === 'service' || end?.kind === 'workload' ? `${end.kind} ${end.name}` : '?';
}

test("the remote port is the Service's own or the pod's", () => {
  assert.deepEqual(
    forwards(`Visit http://127.0.0.1:9000
kubectl port-forward deploy/{{ .Release.Name }} 9000:80
kubectl --namespace {{ .Release.Namespace }} port-forward svc/web 9001:{{ .Values.port }} 9002:http &
kubectl port-forward -n x --address 0.0.0.0 web-0 {{ .Values.port }}`),
    [
      'templates/NOTES.txt:2:54 80 -> workload release-name',
      'values.yaml:1:7 8080 < templates/NOTES.txt:3:72 {{ .Values.port }} -> service web',
      'templates/NOTES.txt:3:96 http -> service web',
      'values.yaml:1:7 8080 < templates/NOTES.txt:4:51 {{ .Values.port }} -> workload web-0',
    ],
  );
});

test('a pod in a variable is found by the labels that it is asked for with', () => {
  assert.deepEqual(
    forwards(`export POD_NAME=$(kubectl get pods -l "app=web,release={{ .Release.Name }}" -o jsonpath="{.items[0].metadata.name}")
export CONTAINER_PORT=$(kubectl get pod $POD_NAME -o jsonpath="{.spec.containers[0].ports[0].containerPort}")
kubectl port-forward $POD_NAME 8080:80
kubectl port-forward $POD_NAME 8080:$CONTAINER_PORT
kubectl port-forward $OTHER 8080:81`),
    ['templates/NOTES.txt:3:37 80 -> {"app":"web","release":"release-name"}'],
  );
});
