const TINTS = 6;

/** A person's initial on a tint of their own, or the sign of an app. */
export function Avatar({ name, isApp = false, isSmall = false }: { name: string; isApp?: boolean; isSmall?: boolean }) {
  const tint = [...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % TINTS;
  return (
    <span class={`avatar ${isApp ? 'app' : `tint-${tint}`}${isSmall ? ' small' : ''}`} aria-hidden="true">
      {isApp ? '⚙' : name.charAt(0).toUpperCase()}
    </span>
  );
}
