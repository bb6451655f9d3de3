/** Image references: `registry.example:5000/team/web:1.2@sha256:...` (distribution/reference grammar). */

/** The repository without tag and digest; undefined for an empty text. */
export function repositoryOf(reference: string): string | undefined {
  const name = reference.split('@')[0] ?? '';
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  return (colon < 0 ? name : name.slice(0, colon)) || undefined;
}
