import createDOMPurify from 'dompurify';
import type { DOMPurify } from 'dompurify';

/*
 * The one place where HTML becomes nodes. What a model wrote gets no script, no style, no form, no name that
 * could hide a property of the page, no picture and no address but those of the web and of mail: nothing of it
 * is fetched, and nothing is opened before somebody clicks.
 */

const words = (list: string) => list.trim().split(/\s+/);

const html = words(`
  p br hr h1 h2 h3 h4 h5 h6 strong em del code pre blockquote ul ol li a span table thead
  tbody tr th td
`);
const math = words(`
  math semantics mrow mi mo mn ms mtext mspace msup msub msubsup mfrac msqrt mroot munder
  mover munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts
`);
const attributes = words(`
  href title class start align display mathvariant stretchy fence separator lspace rspace
  minsize maxsize columnalign rowspacing columnspacing displaystyle scriptlevel accent
  accentunder linethickness movablelimits width height depth notation xmlns
`);
/** Classes the page itself gives; any other could take the look of something it is not. */
const ownClass = /^hljs(?:-[\w-]+)?$|^(?:function_|class_|inherited__|language_|invoke__)$/;
const webAddress = /^(?:https?:\/\/|mailto:)/i;

let purify: DOMPurify | null = null;

function prepared(): DOMPurify {
  if (purify) return purify;
  const made = createDOMPurify(window);
  made.addHook('afterSanitizeAttributes', (node) => {
    const classes = node.getAttribute('class');
    if (classes !== null) {
      const kept = classes.split(/\s+/).filter((one) => ownClass.test(one));
      if (kept.length > 0) node.setAttribute('class', kept.join(' '));
      else node.removeAttribute('class');
    }
    if (node.localName !== 'a') return node.removeAttribute('href');
    const href = node.getAttribute('href');
    if (href === null || !webAddress.test(href)) return node.removeAttribute('href');
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
    node.setAttribute('referrerpolicy', 'no-referrer');
    // What a link says and where it leads may be two things.
    node.setAttribute('title', href);
  });
  return (purify = made);
}

/** Nodes that may be put into the page. They are made without the page ever seeing the HTML. */
export function sanitise(dirty: string): DocumentFragment {
  return prepared().sanitize(dirty, {
    ALLOWED_TAGS: [...html, ...math],
    ALLOWED_ATTR: attributes,
    ALLOWED_URI_REGEXP: webAddress,
    // The others hold no addresses, and are not judged as such.
    ADD_URI_SAFE_ATTR: attributes.filter((name) => name !== 'href'),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOW_UNKNOWN_PROTOCOLS: false,
    RETURN_DOM_FRAGMENT: true
  });
}
