/** Port sites: the tokens that name a port, and what each one does. */
import type { Edit } from './finding.ts';
import type { Span } from './span.ts';
import type { Text } from './text.ts';

/** `unknown` matches every protocol; formats say `tcp` where their specification makes it the default. */
export type Protocol = 'tcp' | 'udp' | 'sctp' | 'unknown';

export type Role =
  /** A process binds it: `listen 80;`, `bind :443`. */
  | 'listen'
  /** Said to be listened on: EXPOSE, containerPort, `expose`. */
  | 'declare'
  /** A port of the host or node: the left side of a Compose mapping, hostPort, nodePort. */
  | 'publish'
  /** Accepts traffic and forwards it: a Service's `port`. */
  | 'route'
  /** What a route or a published port forwards to: `targetPort`, an upstream's server, an Ingress backend. */
  | 'target'
  /** A client's URL or host and port. */
  | 'connect'
  /** A health check. */
  | 'probe'
  /** A metrics reader. */
  | 'scrape'
  /** A firewall rule or NetworkPolicy. */
  | 'allow'
  /** A variable's value. */
  | 'assign';

/** What a site says, before anything outside its file is looked up. */
export type Value =
  | {
      readonly kind: 'number';
      readonly number: number;
      /** Quoted where the reader takes only a plain number, or plain where it takes only text: it refuses the file. */
      readonly misquoted?: boolean;
    }
  /** `quoted`: written in quotes, in which a number would be a name as well. */
  | { readonly kind: 'name'; readonly name: string; readonly quoted?: true }
  /** Both ends included. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  /** Holds variables; the graph resolves it to one of the others. */
  | { readonly kind: 'text'; readonly text: Text }
  /** Written, but no port: `EXPOSE 85:80`. The reason is a sentence's end: "takes one port, not a pair". */
  | {
      readonly kind: 'invalid';
      readonly reason: string;
      /** What was meant, as far as that is plain: `80`. */
      readonly instead?: string;
      /** What has to be added for it to mean something, and how a reader would call that. */
      readonly missing?: { readonly text: string; readonly edit: Edit };
    }
  /** Cannot be known from the workspace, and so is never wrong. */
  | { readonly kind: 'unknown' };

export interface Named {
  readonly text: string;
  readonly span: Span;
}

export interface Site {
  readonly role: Role;
  /** The digits or the name, inside any quotes. For a value that is written nowhere, the token that implies it. */
  readonly span: Span;
  readonly value: Value;
  readonly protocol: Protocol;
  /** The field as users call it: `targetPort`, `EXPOSE`, `listen`, `published port`. */
  readonly field: string;
  /** The name given to this port: `http` in `{name: http, containerPort: 8080}`. */
  readonly name?: Named;
  /** It has a name that cannot be known. */
  readonly hiddenName?: true;
  /** The only names that it may have. */
  readonly names?: readonly string[];
  /** How to give it a name, where it has none and may have one. */
  readonly naming?: Insertion;
  /** How to give it another protocol, `{name}`; it may replace the one that is written. */
  readonly transport?: Insertion;
  /** Writes the port once more for UDP, where it says no protocol and so is TCP's alone. */
  readonly overUdp?: Insertion;
  /** How to give a port of a NodePort Service the node port that it has not. */
  readonly pinning?: Insertion;
  /** The address it binds or is published on. */
  readonly address?: Named;
  /**
   * How it is opened to all addresses, where `address` is its program's default or no text that can be replaced; `true`
   * where that cannot be said.
   */
  readonly opening?: Edit | true;
  /** The path that a check asks for over HTTP: `/healthz`. */
  readonly path?: string;
  /** What Kubernetes is told is spoken here: `appProtocol: https`. */
  readonly appProtocol?: Named;
  /** The scheme of the URL that it is the port of: `amqp`. */
  readonly scheme?: string;
  /** True where TLS is spoken here: `listen 443 ssl`; false where plain text surely is; absent where it is not known. */
  readonly tls?: boolean;
  /** Makes it speak TLS where it does not, and plain text where it does: `https` for `http`. */
  readonly switchTls?: Edit;
  readonly to?: readonly Destination[];
  /** A token without quotes that some readers of the format take for something else: `1082:21` as 64941. */
  readonly misread?: { readonly span: Span; readonly as: string };
  /** How a variable is written here, `{name}` its name, where one is expanded: `${PORT}` in a shell's command. */
  readonly variable?: string;
  /** Takes the site away with its line: alone, and with all of its list. */
  readonly removal?: { readonly own: Edit; readonly all: Edit };
  /** The value is not written here (it is implied by `span`); this is how to write it, `true` where that cannot be said. */
  readonly implied?: Insertion | true;
  readonly permit?: Permit;
}

/** What a site leads to, as a question that the graph answers. */
export type Destination =
  /** Another site of the same component, by its index: `port` to `targetPort`. */
  | { readonly kind: 'site'; readonly index: number }
  /** The listeners of the component's own container: a probe, the right side of a Compose mapping. */
  | { readonly kind: 'own' }
  /** The pods that a selector picks. `anywhere`: in namespaces that are not known, so that any may be meant, however far. */
  | {
      readonly kind: 'pods';
      readonly selector: Labels;
      readonly namespace: string | undefined;
      readonly anywhere?: true;
    }
  /** A Kubernetes Service by name; `by` where numbers are those of its endpoints, or any of its pods', not its own. */
  | {
      readonly kind: 'service';
      readonly name: string;
      readonly namespace: string | undefined;
      readonly by?: 'target' | 'pods';
    }
  /** The Services that carry labels: their ports, or the pods behind them. Namespaces absent: any. */
  | {
      readonly kind: 'services';
      readonly labels: Labels;
      readonly namespaces?: readonly string[];
      readonly at: 'ports' | 'pods';
    }
  /** The pods behind the Services that a config of a balancer's health checks is for. */
  | { readonly kind: 'checked'; readonly config: string; readonly namespace: string | undefined }
  /** The Services in front of the pods that a selector picks, by port or target port, in any namespace. */
  | { readonly kind: 'fronts'; readonly selector: Labels }
  /** The Service that has the number for itself on every node. */
  | { readonly kind: 'node-port' }
  /** The listeners of a Gateway by name. */
  | { readonly kind: 'gateway'; readonly name: string; readonly namespace: string | undefined }
  /** The routes that are attached to a Gateway of this name. */
  | { readonly kind: 'routes'; readonly gateway: string; readonly namespace: string | undefined }
  /** The pods of a workload by name; `type`: its kind in lower case, where that is said. */
  | {
      readonly kind: 'workload';
      readonly name: string;
      readonly type?: string;
      readonly namespace: string | undefined;
    }
  /** The Services that have the site's number as a port of every node of a cluster. */
  | { readonly kind: 'nodes' }
  /** What has an address in a deployment: a pool, one of its members, a container. */
  | { readonly kind: 'resource'; readonly address: string }
  /**
   * A host name, as the component's network resolves it. `group`: another file of the configuration may gather servers
   * under that name; `only`: else nobody is meant. `seenBy`: a service of Compose files asks, not the component.
   */
  | {
      readonly kind: 'host';
      readonly host: Text;
      readonly group?: 'maybe' | 'only';
      readonly seenBy?: { readonly files: readonly string[]; readonly service: string };
    };

/** What a rule of a cloud's firewall lets through. */
export interface Permit {
  readonly way: 'in' | 'out';
  /** Who sends, or is sent to; none where that cannot be told. */
  readonly peers: readonly Peer[];
  readonly denies?: true;
  /** The lowest decides, of firewalls whose rules have an order. */
  readonly order?: number;
  /** The last port of a range that is written apart from its first: `to_port`. */
  readonly upper?: Named;
  /** Writes the rule once more, from `{port}` to `{last}`. */
  readonly copy?: Insertion;
}

export type Peer =
  /** Whoever stands behind a firewall: a security group. */
  | { readonly kind: 'firewall'; readonly address: string }
  /** `10.0.0.0/16`. */
  | { readonly kind: 'network'; readonly range: string };

export type Labels = Readonly<Record<string, string>>;

/** Where new text goes; `{port}` and `{name}` in a template stand for what is to be written. */
export interface Insertion {
  readonly at: Span;
  readonly template: string;
  /** The same with a name for the port, where the format has names. */
  readonly named?: string;
}
