/**
 * The shape of the table of well-known images, and the words its entries are written in. Holds no facts about any
 * image; those stand in the files beside it.
 */

/** What an image listens on when nothing is configured, and what configures it. */
export interface WellKnownImage {
  /**
   * Repositories, without tag: `postgres`, `bitnami/postgresql`, `mcr.microsoft.com/dotnet/aspnet`. Docker Hub's own
   * host and its `library/` are left out.
   */
  readonly names: readonly string[];
  /** What listens, and what the image's Dockerfile declares with EXPOSE, for a tag that no variant fits. */
  readonly ports: readonly WellKnownPort[];
  /** Tags that differ; the first that fits counts. */
  readonly tags?: readonly TagVariant[];
  /**
   * True when nothing else listens unless the variables and arguments of `movedBy`, or its configuration file, say
   * so. False for bases (`node`, `alpine`) and for images that do what their arguments say: there a port that is not
   * listed means nothing.
   */
  readonly complete: boolean;
  /**
   * A configuration file decides the ports; those listed are its default's. Where the file is known, it counts. False:
   * no file moves them.
   */
  readonly readsConfig?: boolean;
  /** Other containers share its network: what is published on it may be theirs. */
  readonly lends?: boolean;
  /** Where this is written: a page or a Dockerfile. */
  readonly source: string;
}

export interface WellKnownPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Environment variables, and arguments (they begin with `-`), that put the listener on another port. */
  readonly movedBy?: readonly string[];
  /** One word or two: `http`, `metrics`, `postgresql`. */
  readonly purpose?: string;
  /** Speaks TLS. */
  readonly tls?: boolean;
  /** Gives away data or control to whoever reaches it: a database, an administration page. */
  readonly sensitive?: boolean;
}

export interface TagVariant {
  /** What the tag holds; absent: any tag. */
  readonly test?: RegExp;
  /** Versions lower than this one: `[8]`, `[1, 24]`. A tag that begins with no number, such as `latest`, is newer. */
  readonly below?: readonly number[];
  readonly ports: readonly WellKnownPort[];
  /** Where it differs from the image's. */
  readonly complete?: boolean;
}

type Rest = Partial<Pick<WellKnownImage, 'complete' | 'readsConfig' | 'lends' | 'tags'>>;

/** An entry; complete unless it says otherwise. */
export function image(
  names: readonly string[],
  source: string,
  ports: readonly WellKnownPort[],
  rest: Rest = {},
): WellKnownImage {
  return { names, source, ports, complete: true, ...rest };
}

export function tcp(port: number, purpose: string, ...movedBy: readonly string[]): WellKnownPort {
  return { port, protocol: 'tcp', purpose, ...(movedBy.length > 0 && { movedBy }) };
}

export function udp(port: number, purpose: string, ...movedBy: readonly string[]): WellKnownPort {
  return { ...tcp(port, purpose, ...movedBy), protocol: 'udp' };
}

export function http(port: number, ...movedBy: readonly string[]): WellKnownPort {
  return tcp(port, 'http', ...movedBy);
}

export function tls(port: number, purpose: string, ...movedBy: readonly string[]): WellKnownPort {
  return { ...tcp(port, purpose, ...movedBy), tls: true };
}

/** TCP that gives away data or control. */
export function guarded(port: number, purpose: string, ...movedBy: readonly string[]): WellKnownPort {
  return { ...tcp(port, purpose, ...movedBy), sensitive: true };
}

export function metrics(port: number, ...movedBy: readonly string[]): WellKnownPort {
  return tcp(port, 'metrics', ...movedBy);
}
