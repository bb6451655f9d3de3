/** Every rule, one line each, in the order of the README's table. */
import type { Severity } from '../model/index.ts';
import { actuatorProbePort } from './actuator-probe-port.ts';
import { backendPortUnmatched } from './backend-port-unmatched.ts';
import { backendProtocolMismatch } from './backend-protocol-mismatch.ts';
import { balancerPortUnmatched } from './balancer-port-unmatched.ts';
import { balancerProtocolMismatch } from './balancer-protocol-mismatch.ts';
import { browserPortUnpublished } from './browser-port-unpublished.ts';
import { ciServicePort } from './ci-service-port.ts';
import { clientPortUnmatched } from './client-port-unmatched.ts';
import { containerPortMismatch } from './container-port-mismatch.ts';
import { containerPortTied } from './container-port-tied.ts';
import { defaultDrift } from './default-drift.ts';
import { documentedPortUnpublished } from './documented-port-unpublished.ts';
import { duplicatePort } from './duplicate-port.ts';
import { environmentDrift } from './environment-drift.ts';
import { exposeMisplaced } from './expose-misplaced.ts';
import { firewallOpenToWorld } from './firewall-open-to-world.ts';
import { firewallPortClosed } from './firewall-port-closed.ts';
import { gatewayEntryPoint } from './gateway-entry-point.ts';
import { headlessPortRemap } from './headless-port-remap.ts';
import { healthCheckPortUnserved } from './health-check-port-unserved.ts';
import { invalidPort } from './invalid-port.ts';
import { kafkaAdvertisedListener } from './kafka-advertised-listener.ts';
import { localhostInContainer } from './localhost-in-container.ts';
import { loopbackListener } from './loopback-listener.ts';
import { monitorPortUnmatched } from './monitor-port-unmatched.ts';
import { namedPortUnknown } from './named-port-unknown.ts';
import { nodePortUnmatched } from './node-port-unmatched.ts';
import { otlpPortProtocol } from './otlp-port-protocol.ts';
import { patchedArgumentPort } from './patched-argument-port.ts';
import { patchedPortDuplicate } from './patched-port-duplicate.ts';
import { policyPortClosed } from './policy-port-closed.ts';
import { policyServicePort } from './policy-service-port.ts';
import { portNameProtocol } from './port-name-protocol.ts';
import { privilegedPort } from './privileged-port.ts';
import { probePortUnmatched } from './probe-port-unmatched.ts';
import { protocolMismatch } from './protocol-mismatch.ts';
import { publishedPortConflict } from './published-port-conflict.ts';
import { publishedPortInsideNetwork } from './published-port-inside-network.ts';
import { recordedPort } from './recorded-port.ts';
import type { Rule } from './rule.ts';
import { sensitivePortExposed } from './sensitive-port-exposed.ts';
import { serviceLinkVariable } from './service-link-variable.ts';
import { targetPortUnmatched } from './target-port-unmatched.ts';
import { taskHostPort } from './task-host-port.ts';
import { taskPortUnknown } from './task-port-unknown.ts';
import { tlsMismatch } from './tls-mismatch.ts';
import { unstablePort } from './unstable-port.ts';
import { unusedSuppression } from './unused-suppression.ts';
import { upstreamPortUnmatched } from './upstream-port-unmatched.ts';
import { valuesPathUnknown } from './values-path-unknown.ts';
import { variableUnexpanded } from './variable-unexpanded.ts';
import { variableUnset } from './variable-unset.ts';
import { virtualHostUnlistened } from './virtual-host-unlistened.ts';

export const rules: readonly Rule[] = [
  targetPortUnmatched,
  namedPortUnknown,
  backendPortUnmatched,
  gatewayEntryPoint,
  upstreamPortUnmatched,
  clientPortUnmatched,
  publishedPortInsideNetwork,
  exposeMisplaced,
  browserPortUnpublished,
  otlpPortProtocol,
  localhostInContainer,
  kafkaAdvertisedListener,
  ciServicePort,
  containerPortMismatch,
  probePortUnmatched,
  actuatorProbePort,
  publishedPortConflict,
  headlessPortRemap,
  monitorPortUnmatched,
  policyServicePort,
  patchedPortDuplicate,
  patchedArgumentPort,
  policyPortClosed,
  firewallPortClosed,
  healthCheckPortUnserved,
  balancerPortUnmatched,
  balancerProtocolMismatch,
  firewallOpenToWorld,
  nodePortUnmatched,
  taskPortUnknown,
  taskHostPort,
  protocolMismatch,
  tlsMismatch,
  backendProtocolMismatch,
  portNameProtocol,
  loopbackListener,
  virtualHostUnlistened,
  containerPortTied,
  valuesPathUnknown,
  privilegedPort,
  serviceLinkVariable,
  invalidPort,
  duplicatePort,
  sensitivePortExposed,
  environmentDrift,
  defaultDrift,
  variableUnexpanded,
  variableUnset,
  unstablePort,
  documentedPortUnpublished,
  recordedPort,
  unusedSuppression,
];

/** The severities under which a rule reports, though it may be off by default. */
export function enabling({
  id,
  severity,
  enabled,
}: Pick<Rule, 'id' | 'severity' | 'enabled'>): Record<string, Severity> {
  return enabled === false ? { [id]: severity } : {};
}

export function ruleOf(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}
