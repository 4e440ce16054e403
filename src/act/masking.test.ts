import { describe, expect, it } from 'vitest';
import { maskEmail, maskName, maskPhone } from './masking.ts';

describe('masking', () => {
  it.each([
    [maskPhone, '+8613800000000', '138****0000'],
    [maskPhone, '12345', '****45'],
    [maskEmail, 'zhang@x.com', 'z***@x.com'],
    [maskName, '王小明', '王*明'],
    [maskName, '李雷', '李*'],
    [maskName, '欧阳娜娜', '欧*娜'],
    [maskName, 'John Smith', 'J*** S***'],
    [maskName, '', ''],
  ] as const)('%o shows %s as %s', (mask, plain, shown) => {
    expect(mask(plain)).toBe(shown);
  });
});
