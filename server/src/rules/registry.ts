/** Every rule, one line each, in the order of the README's table. */
import type { Severity } from '../model/index.ts';
import { backendPortUnmatched } from './backend-port-unmatched.ts';
import { ciServicePort } from './ci-service-port.ts';
import { clientPortUnmatched } from './client-port-unmatched.ts';
import { containerPortMismatch } from './container-port-mismatch.ts';
import { invalidPort } from './invalid-port.ts';
import { loopbackListener } from './loopback-listener.ts';
import { namedPortUnknown } from './named-port-unknown.ts';
import { policyServicePort } from './policy-service-port.ts';
import { probePortUnmatched } from './probe-port-unmatched.ts';
import { protocolMismatch } from './protocol-mismatch.ts';
import { publishedPortConflict } from './published-port-conflict.ts';
import { publishedPortInsideNetwork } from './published-port-inside-network.ts';
import type { Rule } from './rule.ts';
import { sensitivePortExposed } from './sensitive-port-exposed.ts';
import { targetPortUnmatched } from './target-port-unmatched.ts';
import { unusedSuppression } from './unused-suppression.ts';
import { upstreamPortUnmatched } from './upstream-port-unmatched.ts';

export const rules: readonly Rule[] = [
  targetPortUnmatched,
  namedPortUnknown,
  backendPortUnmatched,
  upstreamPortUnmatched,
  clientPortUnmatched,
  publishedPortInsideNetwork,
  ciServicePort,
  containerPortMismatch,
  probePortUnmatched,
  publishedPortConflict,
  policyServicePort,
  protocolMismatch,
  loopbackListener,
  invalidPort,
  sensitivePortExposed,
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
