import type { Plugin } from 'vite';

type Element = [tag: string, attributes: Record<string, string>];

/**
 * Draws Lucide's icons when the site is built. Its own component works out every attribute anew for each
 * icon on the screen, which was half the cost of a row and of the rail. Drawn ones take an `aria-label`
 * and a `fill`, and the rest from CSS.
 */
export function staticIcons(): Plugin {
  return {
    name: 'static-icons',
    enforce: 'pre',
    transform(source, id) {
      if (!/@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/.test(id)) return;
      const data = /const iconData = (\{.*\});/.exec(source)?.[1];
      if (!data) throw new Error(`No icon was found in ${id}.`);
      return { code: svgOf((JSON.parse(data) as { node: Element[] }).node), map: null };
    }
  };
}

function svgOf(elements: Element[]): string {
  const drawn = elements.map(([tag, attributes]) => {
    const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`);
    return `<${tag}${written.join('')} />`;
  });
  return `<script>
  const { 'aria-label': label, fill = 'none' } = $props();
</script>
<svg class="lucide" viewBox="0 0 24 24" {fill} role="img" aria-label={label}
  aria-hidden={label ? undefined : 'true'}>${drawn.join('')}</svg>`;
}
