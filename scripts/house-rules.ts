/**
 * The house rules that a type checker and a linter do not know, as pure functions from a file's path and text to
 * findings. `house-check.ts` runs them over the tree; `tests/house` proves with a fixture that each one fires.
 */
import ts from 'typescript';

export interface Finding {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

interface Source {
  readonly path: string;
  readonly text: string;
  readonly isTest: boolean;
  readonly tree: ts.SourceFile | null;
}

type Rule = (source: Source) => Omit<Finding, 'path'>[];

const lineAt = (text: string, index: number) => text.slice(0, index).split('\n').length;

function matches(source: Source, pattern: RegExp, finding: { rule: string; message: string }) {
  return [...source.text.matchAll(pattern)].map(match => ({
    ...finding,
    line: lineAt(source.text, match.index),
    severity: 'error' as const,
  }));
}

/** Text without comments and string literals, so that a rule about code does not fire on prose. */
function codeOnly(source: Source): Source {
  if (!source.tree) return source;
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, source.tree.languageVariant, source.text);
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  let code = '';
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const hidden =
      token === ts.SyntaxKind.SingleLineCommentTrivia ||
      token === ts.SyntaxKind.MultiLineCommentTrivia ||
      token === ts.SyntaxKind.StringLiteral ||
      token === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
      token === ts.SyntaxKind.TemplateHead;
    code += hidden ? blank(scanner.getTokenText()) : scanner.getTokenText();
  }
  return { ...source, text: code };
}

const size: Rule = ({ text, isTest }) => {
  const lines = text.split('\n').length - 1;
  const most = isTest ? 600 : 400;
  if (lines > most) {
    return [{ rule: 'file-size', line: 1, message: `${lines} lines; at most ${most}`, severity: 'error' }];
  }
  if (!isTest && lines > 250) {
    return [
      { rule: 'file-size', line: 1, message: `${lines} lines; think of splitting`, severity: 'warning' },
    ];
  }
  return [];
};

const names: Rule = ({ path }) => {
  const file = path.split('/').at(-1) ?? '';
  const bad =
    /(^|[-_.])(utils?|helpers?|common|manager|v2)([-_.]|$)/i.test(file) ||
    /\/(utils|helpers|common)\//.test(path);
  const kebab = /^[a-z0-9]+([-._][a-z0-9]+)*\.(ts|tsx|sql|mjs|cjs)$/.test(file.replace(/^\d{4}_/, ''));
  return bad || (!kebab && path.startsWith('src/'))
    ? [
        {
          rule: 'file-name',
          line: 1,
          message: 'kebab-case nouns; no utils, helpers, common, manager, V2',
          severity: 'error',
        },
      ]
    : [];
};

const barrel: Rule = source => [
  ...matches(source, /^export \* from/gm, {
    rule: 'barrel',
    message: 'no re-exporting files: import from where it is',
  }),
  ...(/(^|\/)index\.tsx?$/.test(source.path)
    ? [{ rule: 'barrel', line: 1, message: 'no index files', severity: 'error' as const }]
    : []),
];

const clocks: Rule = source =>
  source.isTest || /^(src\/app|src\/testing|bench|scripts|console)\//.test(source.path)
    ? []
    : matches(codeOnly(source), /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b/g, {
        rule: 'clock-or-chance',
        message: 'take now, machineNow or rng as an argument; only app/ reads clocks',
      });

const bareError: Rule = source =>
  source.isTest || !source.path.startsWith('src/')
    ? []
    : matches(codeOnly(source), /\bthrow new Error\(/g, {
        rule: 'bare-error',
        message: 'throw a coded error from kernel/errors.ts, or use invariant()',
      });

const factsTraps: Rule = source =>
  source.isTest
    ? []
    : [
        ...matches(codeOnly(source), /\bclickhouse_settings\b/g, {
          rule: 'leaking-settings',
          message: 'append a SETTINGS clause: clickhouse_settings stay on the connection',
        }),
        ...matches(source, /\bKILL\s+(QUERY|MUTATION)\b[^`'";]*\bSYNC\b(?<!ASYNC)/gi, {
          rule: 'kill-sync',
          message: 'KILL … SYNC hangs the engine: use ASYNC',
        }),
        ...matchesSql(
          source,
          /\b(varSamp|varPop|stddevSamp|stddevPop|covarSamp|covarPop|corr|quantile|quantiles|median)(?=\(|\s*\([\d.]+\)\()/g,
          { rule: 'unstable-moment', message: 'use *Stable moments and quantilesExactInclusive' },
        ),
      ];

interface SqlText {
  readonly text: string;
  /** Line in the file on which the text begins. */
  readonly line: number;
}

/** The SQL of a file: all of a .sql file, the literal parts of templates tagged `sql` or `factsSql` elsewhere. */
function sqlTexts(source: Source): SqlText[] {
  if (source.path.endsWith('.sql')) return [{ text: source.text, line: 1 }];
  const { tree } = source;
  if (!tree) return [];
  const texts: SqlText[] = [];
  const add = (node: ts.TemplateLiteralLikeNode) =>
    texts.push({ text: node.text, line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1 });
  const visit = (node: ts.Node) => {
    if (ts.isTaggedTemplateExpression(node) && /sql/i.test(node.tag.getText(tree))) {
      if (ts.isNoSubstitutionTemplateLiteral(node.template)) add(node.template);
      else
        for (const part of [node.template.head, ...node.template.templateSpans.map(s => s.literal)])
          add(part);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

const matchesSql = (source: Source, pattern: RegExp, finding: { rule: string; message: string }) =>
  sqlTexts(source).flatMap(({ text, line }) =>
    [...text.matchAll(pattern)].map(match => ({
      ...finding,
      line: line + lineAt(text, match.index) - 1,
      severity: 'error' as const,
    })),
  );

const sqlClock: Rule = source =>
  matchesSql(source, /(?<![.\w])(now|now64|today|yesterday)\(\)|\bcurrent_(timestamp|date)\b/gi, {
    rule: 'sql-clock',
    message: 'SQL takes time as a parameter',
  });

/**
 * The only places that call out: to targets the operator named (our own server, the mail server, the facts server), and to
 * databases a person entered, at addresses `callable-address.ts` allows.
 */
const callOut = [
  'src/app/cli/client.ts',
  'src/act/smtp-channel.ts',
  'src/store/facts/server.ts',
  'src/collect/pull/called-host.store.ts',
  'src/collect/pull/mysql-session.store.ts',
  'src/collect/pull/postgres-session.store.ts',
  // Makes the databases tests pull from.
  'src/testing/pulled-database.ts',
  // Code that is shown to people, not run.
  'src/records/tracking-snippets.ts',
];

const outgoing: Rule = source =>
  source.isTest || !source.path.startsWith('src/') || callOut.includes(source.path)
    ? []
    : [
        ...matches(codeOnly(source), /\b(?:fetch|createTransport|createConnection)\(|\bnew WebSocket\(/g, {
          rule: 'outgoing',
          message: 'nothing calls out but what stands in the list of this rule; see decision 0015',
        }),
        ...matches(
          source,
          /from '(?:undici|mysql2[^']*|node:https|node:http2|node:tls|node:dgram|node:dns[^']*)'/g,
          {
            rule: 'outgoing',
            message: 'nothing calls out but what stands in the list of this rule; see decision 0015',
          },
        ),
      ];

const leftovers: Rule = source =>
  matches(source, /\b(TODO|FIXME|XXX|HACK)\b/g, { rule: 'leftover', message: 'do it, or write an issue' });

const opening: Rule = ({ path, text, isTest }) =>
  isTest || !path.startsWith('src/') || !path.endsWith('.ts') || /^\/\*\*/.test(text)
    ? []
    : [
        {
          rule: 'opening-comment',
          line: 1,
          message: 'open with 1–3 sentences: what the file owns and why',
          severity: 'error',
        },
      ];

type FunctionNode = ts.FunctionLikeDeclaration & { body?: ts.Node };

function functionFindings(source: Source, node: FunctionNode): Omit<Finding, 'path'>[] {
  const tree = source.tree as ts.SourceFile;
  const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  const found: Omit<Finding, 'path'>[] = [];
  const last = tree.getLineAndCharacterOfPosition(node.end).line + 1;
  if (node.body && last - line + 1 > 60) {
    found.push({
      rule: 'function-size',
      line,
      message: `${last - line + 1} lines; at most 60`,
      severity: 'error',
    });
  }
  if (node.parameters.length > 3 && node.body) {
    found.push({
      rule: 'parameter-count',
      line,
      message: `${node.parameters.length} parameters; take one object`,
      severity: 'error',
    });
  }
  return found;
}

const functions: Rule = source => {
  if (!source.tree || source.isTest || !/^(src|console)\//.test(source.path)) return [];
  const found: Omit<Finding, 'path'>[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && 'body' in node)
      found.push(...functionFindings(source, node as FunctionNode));
    ts.forEachChild(node, visit);
  };
  visit(source.tree);
  return source.path.endsWith('.tsx') ? found.filter(f => f.rule !== 'function-size') : found;
};

/** Exported functions of `src` carry a docstring. */
const docstrings: Rule = source => {
  if (!source.tree || source.isTest || !source.path.startsWith('src/')) return [];
  const tree = source.tree;
  return tree.statements.flatMap(statement => {
    const exported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(m => m.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported || !ts.isFunctionDeclaration(statement) || ts.getJSDocCommentsAndTags(statement).length > 0)
      return [];
    const line = tree.getLineAndCharacterOfPosition(statement.getStart(tree)).line + 1;
    return [
      {
        rule: 'docstring',
        line,
        message: `${statement.name?.text ?? 'function'} has no docstring`,
        severity: 'error' as const,
      },
    ];
  });
};

const rules: readonly Rule[] = [
  size,
  names,
  barrel,
  clocks,
  bareError,
  factsTraps,
  sqlClock,
  outgoing,
  leftovers,
  opening,
  functions,
  docstrings,
];

/** All findings of one file; `path` is relative to the project's root with forward slashes. */
export function checkFile(path: string, text: string): Finding[] {
  const isTest = /\.test\.tsx?$/.test(path) || path.startsWith('tests/');
  const isCode = /\.(ts|tsx)$/.test(path);
  const tree = isCode ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : null;
  const source = { path, text, isTest, tree };
  return rules.flatMap(rule => rule(source).map(found => ({ ...found, path })));
}
