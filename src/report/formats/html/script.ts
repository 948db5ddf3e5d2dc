/** Comfort only: without it everything is there to be read. It reads the page, and writes text and attributes, never HTML. */
export const SCRIPT = `
'use strict';
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
for (const element of all('[data-script]')) element.hidden = false;

const root = document.documentElement;
one('#theme').addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});

const text = one('#filter');
const outcome = one('#outcome');
const shown = one('#shown');
const rows = all('#routes-table tbody tr');
const filter = () => {
  const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const content = row.textContent.toLowerCase();
    const fits = words.every((word) => content.includes(word)) && (!outcome.value || row.cells[2].textContent === outcome.value);
    row.hidden = !fits;
    if (fits) count++;
  }
  shown.textContent = count + ' of ' + rows.length + ' rules';
  const state = new URLSearchParams();
  if (text.value) state.set('q', text.value);
  if (outcome.value) state.set('outcome', outcome.value);
  try {
    if (text.value || outcome.value) history.replaceState(null, '', '#' + state);
  } catch {}
};
if (text) {
  text.addEventListener('input', filter);
  outcome.addEventListener('change', filter);
  const state = new URLSearchParams(location.hash.slice(1));
  text.value = state.get('q') ?? '';
  outcome.value = state.get('outcome') ?? '';
  filter();
  for (const [at, head] of all('#routes-table th').entries()) {
    const button = document.createElement('button');
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      const up = head.getAttribute('aria-sort') !== 'ascending';
      for (const other of all('#routes-table th')) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const sorted = rows.slice().sort((a, b) => {
        const order = a.cells[at].textContent.localeCompare(b.cells[at].textContent, 'en', { numeric: true });
        return up ? order : -order;
      });
      one('#routes-table tbody').append(...sorted);
    });
  }
}

const hunks = all('.hunk');
const files = all('.file');
let at = -1;
const go = (to) => {
  if (hunks.length === 0) return;
  at = Math.max(0, Math.min(hunks.length - 1, to));
  for (const hunk of hunks) hunk.classList.remove('here');
  const hunk = hunks[at];
  hunk.closest('details').open = true;
  hunk.classList.add('here');
  hunk.focus({ preventScroll: true });
  hunk.scrollIntoView({ block: 'nearest' });
};
const goFile = (step) => {
  const here = files.indexOf(hunks[at]?.closest('.file'));
  const file = files[Math.max(0, Math.min(files.length - 1, here + step))];
  const first = file?.querySelector('.hunk');
  if (first) go(hunks.indexOf(first));
};
const goReview = (step) => {
  for (let to = at + step; to >= 0 && to < hunks.length; to += step)
    if (hunks[to].querySelector('.differs, .manual')) return go(to);
};
const key = (hunk) => 'decant ' + hunk.dataset.key;
for (const hunk of hunks) {
  try {
    if (localStorage.getItem(key(hunk))) hunk.classList.add('seen');
  } catch {}
}
const toggleSeen = () => {
  const hunk = hunks[at];
  if (!hunk) return;
  const seen = hunk.classList.toggle('seen');
  try {
    if (seen) localStorage.setItem(key(hunk), '1');
    else localStorage.removeItem(key(hunk));
  } catch {}
};
const help = one('#help');
const KEYS = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  n: () => goFile(1),
  p: () => goFile(-1),
  ']': () => goReview(1),
  '[': () => goReview(-1),
  x: toggleSeen,
  u: () => { for (const table of all('.diff')) table.classList.toggle('unified'); },
  '/': () => text?.focus(),
  '?': () => help.showModal(),
};
one('#keys').addEventListener('click', () => help.showModal());
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.closest('input, select')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const action = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});
`;
