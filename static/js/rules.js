// The rules of one paper (R01 to R16, R27, R28) as the server judges them, on `browser_rules` of recap/rules/browser.py.
// Pure: no DOM, no network, integers only. `get(code)` gives the figure of a box, null or undefined where it is blank.

const KEPT = "cocok";
const BROKEN = "melanggar";
const INCOMPLETE = "tidak_lengkap";
const BLANK = "ada isian kosong";

/** Reserve ballots for a DPT, rounded as the profile says; whole numbers up to 9999 × 1000 stay exact. */
function reserveOf(rules, dpt) {
  return Math.floor((dpt * rules.reserve.permil + rules.reserve.plus) / 1000);
}

function valueOf(term, rules, get) {
  if ("number" in term) return term.number;
  const value = get(term.cell ?? term.reserve) ?? null;
  if (value === null) return null;
  if ("reserve" in term) return reserveOf(rules, value);
  return term.minus ? 0 - value : value;
}

function sideOf(terms, rules, get) {
  return terms.map((term) => valueOf(term, rules, get));
}

function sum(values) {
  return values.reduce((total, value) => total + (value ?? 0), 0);
}

function missing(values) {
  return values.filter((value) => value === null).length;
}

/** Long sums (twelve candidates of a party) are told by their non-zero parts. */
function sumText(values) {
  let shown = values;
  if (values.length > 4) {
    shown = values.filter((value) => value !== 0);
    if (!shown.length) shown = [0];
  }
  const text = shown.join(" + ").replaceAll("+ -", "- ") || "0";
  return values.length > 1 ? `${text} = ${sum(values)}` : text;
}

function keeps(equation, left, right) {
  if (equation.op === "=") return Math.abs(left - right) <= equation.tolerance;
  return left <= right + equation.tolerance;
}

/** `1234` becomes `1.234`, as on the paper. */
function dotted(text) {
  return text.replace(/\b\d{4,}\b/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, "."));
}

function result(head, part, label, status, code, names, numbers) {
  return {
    rule: head.rule, part, status, severity: head.severity, title: head.title, label,
    equation: numbers ? `${code}: ${numbers}` : code, names, numbers: dotted(numbers),
  };
}

function judgeEquation(equation, rules, get) {
  const left = sideOf(equation.left, rules, get);
  const right = sideOf(equation.right, rules, get);
  const say = (status, numbers) =>
    result(equation, equation.part, equation.label, status, equation.code, equation.names, numbers);
  if (missing(left) || missing(right)) return say(INCOMPLETE, BLANK);
  if (keeps(equation, sum(left), sum(right))) return say(KEPT, "");
  return say(BROKEN, `${sumText(left)} ${equation.op === "=" ? "≠" : ">"} ${sumText(right)}`);
}

/** Boxes above a highest figure; those that keep to it are not listed. */
function above(head, top, get) {
  const found = [];
  for (const { code, word, label } of head.cells) {
    const value = get(code) ?? null;
    if (value !== null && value > top) {
      found.push(result(head, code, label, BROKEN, `${code} <= ${top}`, `${word} ≤ ${top}`, `${value} > ${top}`));
    }
  }
  return found;
}

/**
 * R28's bound with the figures typed so far: max(ballots received, DPT + reserve), where neither is known or the DPT
 * is 0 the cap per TPS + reserve. The registry's DPT wins over that of the paper. Null where R28 is off.
 */
export function bound(rules, get) {
  if (!rules.bound) return null;
  let dpt = rules.bound.dpt ?? get("pemilih_dpt_j") ?? null;
  const men = get("pemilih_dpt_l") ?? null;
  const women = get("pemilih_dpt_p") ?? null;
  if (dpt === null && men !== null && women !== null) dpt = men + women;
  const received = get("ss_diterima") ?? null;
  if (dpt === 0 || (dpt === null && received === null)) {
    return rules.bound.capacity + reserveOf(rules, rules.bound.capacity);
  }
  return Math.max(dpt === null ? 0 : dpt + reserveOf(rules, dpt), received ?? 0);
}

/**
 * Every equation with its status, then the boxes that break R16 and R28, in the server's order:
 * [{rule, part, label, status, severity, title, equation, names, numbers}]. `equation` is the server's sentence,
 * `names` and `numbers` the same in the words of the form; both without numbers where the equation holds.
 */
export function evaluate(rules, get) {
  const results = rules.equations.map((equation) => judgeEquation(equation, rules, get));
  if (rules.digits) results.push(...above(rules.digits, rules.digits.top, get));
  if (rules.bound) results.push(...above(rules.bound, bound(rules, get), get));
  return results;
}

/**
 * Both sides of every equation as typed so far, in the same order: [{rule, part, label, names, op, tolerance,
 * left: {sum, missing}, right: {sum, missing}}]; a blank box adds nothing and is counted as missing.
 */
export function runningSums(rules, get) {
  return rules.equations.map((equation) => {
    const [left, right] = [equation.left, equation.right].map((terms) => {
      const values = sideOf(terms, rules, get);
      return { sum: sum(values), missing: missing(values) };
    });
    const { rule, part, label, names, op, tolerance } = equation;
    return { rule, part, label, names, op, tolerance, left, right };
  });
}
