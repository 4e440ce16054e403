import { expect, test } from 'vitest';
import { nameMask } from './masked-message.ts';

test.each([
  ['王小芳', '亲爱的王小芳，您好。小芳，这是给您的', '亲爱的王**，您好。小*，这是给您的'],
  ['王芳', '王芳您好', '王*您好'],
  ['Ann Lee', 'Dear Ann Lee, ANN  LEE: Annual report of Lee', 'Dear A** L**, A**  L**: Annual report of L**'],
  ["Siobhán O'Brien", '<p>Siobhán O&#39;Brien</p>', '<p>S****** O**********</p>'],
  ['a+b (c)', 'for a+b (c).', 'for a** (**.'],
  ['', 'nobody is named', 'nobody is named'],
  ['李\u200b雷雷', '李雷雷', '李**'],
])('%s is masked', (name, text, shown) => {
  expect(nameMask(name)(text)).toBe(shown);
});
