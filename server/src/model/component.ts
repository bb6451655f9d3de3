/** Components: what owns port sites. Plain, readonly, serialisable data, made by formats. */
import type { Environment } from './environment.ts';
import type { Edit } from './finding.ts';
import type { Insertion, Labels, Named, Site } from './site.ts';
import type { Span } from './span.ts';
import type { Setting, Text } from './text.ts';

export type Component =
  | Container
  | Service
  | Router
  | Monitor
  | Policy
  | Proxy
  | ImageStage
  | Settings
  | Overlay
  | Program
  | Project
  | PortRecord
  | Chart
  | Pool
  | Member;

interface Base {
  /** The file it stands in and its number there: `/repo/compose.yaml#2`. */
  readonly id: string;
  readonly file: string;
  /** The format's id: `kubernetes`. */
  readonly format: string;
  /** As messages call it: `Deployment web`, `service db`. */
  readonly label: string;
  readonly name: string;
  /** The name's place; where a link to the component leads. */
  readonly span: Span;
  readonly sites: readonly Site[];
  /** The way of a deployment that it belongs to; absent where its file alone says all of it. */
  readonly deployedIn?: Environment;
  /** Its address within a deployment, by which others of it lead here. */
  readonly address?: string;
  /** The addresses of the firewalls before it: each list must let traffic in, by any one of its own. */
  readonly firewalls?: readonly (readonly string[])[];
  /** The addresses of the subnets that it stands in; absent where one of them is not known. */
  readonly subnets?: readonly string[];
  /** Has its health check ask where traffic is sent to. */
  readonly follow?: Edit;
  /** What a file says alone that means something only as a part of a deployment: it has no links, and no rule looks at it. */
  readonly part?: true;
}

/** A Kubernetes container or a Compose service: one process with a network of its own or shared. */
export interface Container extends Base {
  readonly kind: 'container';
  readonly image?: { readonly text: Text; readonly span: Span };
  readonly build?: Build;
  readonly environment: readonly Setting[];
  /** Lowest priority first; `environment` overrides them all. */
  readonly environmentFrom: readonly EnvironmentSource[];
  /** Replaces the image's ENTRYPOINT; a shell form is one text. */
  readonly entrypoint?: CommandLine;
  /** Replaces the image's CMD. */
  readonly arguments?: CommandLine;
  /** The folder that its process starts in; absent where it is the image's. */
  readonly workingFolder?: string;
  readonly mounts: readonly Mount[];
  /** Places that volumes lie over whose content nothing in the workspace tells. */
  readonly covers?: readonly string[];
  /** The containers that share one network namespace. */
  readonly pod?: Pod;
  /** What a Compose service is laid over or extends, the lowest first. */
  readonly layers?: readonly Layer[];
  /** Fields that replace those of the layer below instead of being added to them. */
  readonly replaces?: readonly string[];
  /** For containers that find each other by name on Compose networks. */
  readonly network?: Network;
  /** `FOO_PORT` in the command lines: variables that are read as ports. */
  readonly reads?: readonly Named[];
  /** Runs as another user than root and without the capability to bind any port. */
  readonly unprivileged?: Unprivileged;
  /** It has a health check of its own, or none at all: that of its image is not run. */
  readonly checked?: boolean;
  /** Declares a port: an entry of `ports`. */
  readonly declare?: Insertion;
  /** The folder whose Dockerfile, or else whose program, it runs where nothing else says what it does. */
  readonly folder?: string;
  /** Its ports on the host are its own: they must be those that are declared. */
  readonly unmapped?: Named;
}

export interface Unprivileged {
  /** `runAsUser: 1000`, `runAsNonRoot: true`. */
  readonly span: Span;
  /** The lowest port that it may bind: 1024, unless a sysctl says otherwise. */
  readonly from: number;
}

/** A service whose fields another takes over. */
export interface Layer {
  /** `override`: merged always. `variant`: where a user names both files. `extends`: the service says so. */
  readonly kind: 'extends' | 'override' | 'variant';
  /** Absolute path; there may be no such file. */
  readonly file: string;
  readonly service: string;
}

export interface CommandLine {
  /** `shell`: one text that a shell splits. `exec`: each text is one argument. */
  readonly form: 'shell' | 'exec';
  readonly words: readonly Text[];
}

export interface Build {
  /** Absolute path of the build context; of one with variables in it, the folder that is plain. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  /** What holds variables, as it is written: `${WEB_DOCKERFILE}`. The graph looks it up before a build is followed. */
  readonly written?: { readonly context?: Text; readonly dockerfile?: Text; readonly target?: Text };
  /** Writes no context: that of the layer below, if there is one. */
  readonly inherits?: boolean;
  readonly target?: string;
  readonly arguments: readonly Setting[];
}

export type EnvironmentSource =
  /** `raw`: every line is taken as it stands, variables and quotes too. */
  | { readonly kind: 'file'; readonly path: string; readonly written?: Text; readonly raw?: true }
  | { readonly kind: 'settings'; readonly name: string; readonly prefix: string };

export type Mount =
  /** A file or folder of the workspace; `written` where its path holds variables. */
  | { readonly kind: 'path'; readonly source: string; readonly target: string; readonly written?: Text }
  /** A ConfigMap, or one key of it. */
  | { readonly kind: 'settings'; readonly name: string; readonly key?: string; readonly target: string };

export interface Pod {
  /** Shared by its containers: `/repo/k8s/web.yaml#0`. */
  readonly id: string;
  readonly label: string;
  /** The workload's name; absent where other pods of it are meant. */
  readonly name?: string;
  readonly span: Span;
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly hostNetwork: boolean;
  /** Sets `enableServiceLinks: false`; absent where it is false already. */
  readonly unlink?: Insertion;
}

export interface Network {
  /** The project: containers of two projects do not see each other. The Compose file's folder and name. */
  readonly project: string;
  /** The names it answers to on every network it joins: service key, container_name, hostname. */
  readonly names: readonly string[];
  /** Networks joined, each with the extra names there; `default` where none is written. */
  readonly joined: readonly { readonly network: string; readonly aliases: readonly string[] }[];
  /** `links: [db:database]`: names that only this container sees. */
  readonly links: readonly { readonly service: string; readonly alias: string }[];
  /** `host` has no mapping at all; `service:x` and `container:x` share the ports of the one that is named. */
  readonly mode?:
    | { readonly kind: 'host' | 'none'; readonly span: Span }
    | { readonly kind: 'service' | 'container'; readonly name: string; readonly span: Span };
  /** Empty: always started. */
  readonly profiles: readonly string[];
  /** Absolute paths of the files that `include` brings into the project. */
  readonly includes?: readonly string[];
  /** How many of it run. */
  readonly replicas: number;
}

/** A Kubernetes Service: `route` sites that lead to pods. */
export interface Service extends Base {
  readonly kind: 'service';
  readonly namespace: string | undefined;
  /** Absent: endpoints are made by hand or by somebody else. */
  readonly selector?: Labels;
  readonly labels: Labels;
  readonly headless: boolean;
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: string;
  /** Of an ExternalName: the Service of the cluster that its name is another name of. */
  readonly alias?: { readonly name: string; readonly namespace: string };
  /** Adds a port entry. */
  readonly declare?: Insertion;
  /** Configs of health checks by which a balancer asks its pods. */
  readonly checkedBy?: readonly string[];
}

/** Sends traffic to Services by rules: an Ingress; a developer's port forward, too. */
export interface Router extends Base {
  readonly kind: 'router';
  readonly namespace: string | undefined;
  /** Of a Gateway: the class that says which controller it is for. */
  readonly class?: Named;
  /** Of a route: the Gateways whose traffic it takes, none where it takes nobody's from outside. Absent for an entry. */
  readonly gateways?: readonly GatewayName[];
  /** Of a cloud's load balancer: nobody outside its network reaches it. */
  readonly internal?: true;
  /** What the controller speaks to the Services; absent where that cannot be told. */
  readonly speaks?: Speaks;
}

export interface GatewayName {
  readonly name: string;
  readonly namespace: string | undefined;
}

export interface Speaks {
  readonly tls: boolean;
  /** The connection of the client is handed on as it is: this annotation says so. */
  readonly handedOn?: Named;
  /** The annotation's value, where there is one. */
  readonly written?: Named;
  /** Writes an annotation that has TLS spoken. */
  readonly secure?: Insertion;
}

/**
 * Reads metrics: of pods, by themselves or behind Services (a ServiceMonitor, a PodMonitor), or from a server that it
 * connects to (what scales or judges by them).
 */
export interface Monitor extends Base {
  readonly kind: 'monitor';
  readonly namespace: string | undefined;
}

/** Allows traffic to pods or machines: a NetworkPolicy, a firewall of a cloud. */
export interface Policy extends Base {
  readonly kind: 'policy';
  readonly namespace: string | undefined;
  /** Of a cloud's firewall, or of one rule of it: its sites are the rules, `address` is the firewall's. */
  readonly firewall?: Firewall;
  /** Of a NetworkPolicy: the pods that nobody reaches but as it says. */
  readonly guards?: Guards;
  /** Of a NetworkPolicy: a rule of it lets out to every port of a protocol, or to some that cannot be told. */
  readonly letsOut?: true;
}

export interface Guards {
  /** Empty: every pod of the namespace. Absent: pods that cannot be told. */
  readonly selector?: Labels;
  /** A rule of it admits all ports. */
  readonly open: boolean;
  /** Admits another port. */
  readonly admit?: Insertion;
}

export interface Firewall {
  /** Holds rules that cannot be told, so that nothing can be missed. */
  readonly open: boolean;
  /** Of a network ACL: the addresses of the subnets that it guards, with answers looked at like everything else. */
  readonly subnets?: readonly string[];
}

/**
 * What a balancer hands traffic to: a target group, a backend service, a backend pool. Its sites lead to those that are
 * registered with it, some at ports of their own.
 */
export interface Pool extends Base {
  readonly kind: 'pool';
  /** Registered ones have ports of the host that are given out when they start. */
  readonly dynamic?: Named;
  /** The firewalls of the only balancer that there is, where no listener says who sends here. */
  readonly senders?: readonly string[];
  /** The networks that health checks come from, where that is all that firewalls are looked at for. */
  readonly probedFrom?: readonly string[];
  /** The protocol of a health check that asks where traffic is sent to. */
  readonly checkedBy?: Named;
}

/** Registers what listens with pools: a service of containers, an attachment, a group of machines. */
export interface Member extends Base {
  readonly kind: 'member';
  /** The containers that it may name, where all are known. */
  readonly containers?: readonly Named[];
  /** The container that it names. */
  readonly container?: Named;
}

/** One file of a proxy's configuration: nginx, HAProxy. */
export interface Proxy extends Base {
  readonly kind: 'proxy';
  /** Absolute paths and globs that the configuration includes, as written. */
  readonly includes: readonly string[];
  /** Its program also listens on ports that the configuration does not name. */
  readonly partial?: boolean;
  /** Servers that other files of the same configuration send to by a name, by their indexes: nginx's `upstream`. */
  readonly groups?: readonly { readonly name: string; readonly sites: readonly number[] }[];
  /** The ConfigMap that carries it. */
  readonly owner?: Owner;
  /** It counts only under the profiles that this names: `prod`, `!dev & (eu | us)`. */
  readonly profile?: string;
  /** The profiles that it makes active where nothing else does. */
  readonly activates?: Text;
}

/** A key of a ConfigMap. */
export interface Owner {
  readonly settings: string;
  readonly key: string;
  readonly namespace: string | undefined;
}

/** One stage of a Dockerfile. */
export interface ImageStage extends Base {
  readonly kind: 'image';
  /** `FROM`: an image's text, or the number of an earlier stage of this file. */
  readonly from: { readonly image: Text; readonly span: Span } | { readonly stage: number; readonly span: Span };
  /** From 0. */
  readonly stage: number;
  readonly alias?: string;
  readonly final: boolean;
  /** ENV, in order. */
  readonly environment: readonly Setting[];
  /** ARG, in order, those before the first FROM included where they are taken up again. */
  readonly arguments: readonly Setting[];
  readonly entrypoint?: CommandLine;
  readonly command?: CommandLine;
  /** Files of the build context that are copied in, as written; `folder` is the WORKDIR that a target starts from. */
  readonly copies: readonly Copy[];
  /** The WORKDIR that its process starts in; absent where it is that of the image below. */
  readonly folder?: string;
  /** Paths below /etc and ~/.jupyter that a RUN names: configs that it may write or take away. */
  readonly touches: readonly string[];
  /** The USER that the process runs as. */
  readonly user?: Named;
}

export interface Copy {
  readonly sources: readonly string[];
  readonly target: string;
  readonly folder?: string;
}

/** Names and values that others take: an env file, a ConfigMap, the scripts of a package.json. */
export interface Settings extends Base {
  readonly kind: 'settings';
  readonly namespace: string | undefined;
  readonly settings: readonly Setting[];
  /** Keys whose values are no line of text: whole configs, binary data. */
  readonly others?: readonly string[];
}

/** A kustomization read alone: the patches that stand in it, for whoever wants to add to them. */
export interface Overlay extends Base {
  readonly kind: 'overlay';
  /** Arguments that its JSON patches put in place of a container's. */
  readonly arguments: readonly PatchedArguments[];
}

export interface PatchedArguments {
  /** The container, from 0. */
  readonly container: number;
  readonly words: Text;
  /** Adds an operation to the patch; `{name}` stands for the path, `{port}` for the value. */
  readonly change?: Insertion;
}

/** A source file that starts a server. */
export interface Program extends Base {
  readonly kind: 'program';
  /** It listens on a port as well that cannot be told. */
  readonly partial?: true;
}

/** A file that brings others into its project: a Compose file with `include`. */
export interface Project extends Base {
  readonly kind: 'project';
  readonly includes: readonly Include[];
}

export interface Include {
  /** Absolute paths; those behind the first are laid over it. */
  readonly files: readonly string[];
  /** Absolute paths of the env files that variables in them are replaced from; a later one wins. */
  readonly environment: readonly string[];
}

/** The file that a record of ports is, at the root of what it speaks of. */
export const PORTS_LOCK = 'ports.lock.yaml';

/** What `portolan map --record` wrote down: the ports of the folder that it lies in, and of all below it. */
export interface PortRecord extends Base {
  readonly kind: 'record';
  /** In the order of the file. */
  readonly entries: readonly RecordedPort[];
  /** Adds one behind the last; `{name}` stands for the key, `{port}` for the value. */
  readonly append: Insertion;
}

export interface RecordedPort {
  /** As it is written: `shop | Deployment web | http/tcp | default`. */
  readonly key: string;
  /** `8080`, `8000-8010`. */
  readonly value: string;
  /** The value's place. */
  readonly span: Span;
  /** Adds one before it. */
  readonly before: Insertion;
  /** Takes its line away. */
  readonly removal: Edit;
}

/** A chart in one environment: what its templates write out though it is nowhere set. */
export interface Chart extends Base {
  readonly kind: 'chart';
  readonly missing: readonly MissingValue[];
}

export interface MissingValue {
  /** The expression: `.Values.sevice.port`. */
  readonly span: Span;
  /** `sevice.port` */
  readonly path: string;
  /** The key that it is written behind: `targetPort`; absent where it is no whole value. */
  readonly field?: string;
  /** The path that was meant, as far as that is plain: `service.port`. */
  readonly nearest?: string;
}
