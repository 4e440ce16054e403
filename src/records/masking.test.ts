import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskContact, maskEmail, maskedContact, maskedName, maskName, maskPhone } from './masking.ts';

describe('masks', () => {
  test.each([
    [maskPhone, '+8613800000000', '138****0000'],
    [maskPhone, '13812345678', '138****5678'],
    [maskPhone, '+447911123456', '+44****3456'],
    [maskPhone, '1234567', '****67'],
    [maskPhone, 'abc', '****bc'],
    [maskEmail, 'zhang@x.com', 'z***@x.com'],
    [maskEmail, 'no address', 'n***'],
    [maskName, '王小明', '王**'],
    [maskName, '李雷', '李*'],
    [maskName, '欧阳娜娜', '欧***'],
    [maskName, '王', '王*'],
    [maskName, 'John Smith', 'J*** S***'],
    [maskName, '', ''],
  ] as const)('%o shows %s as %s', (mask, plain, shown) => {
    expect(mask(plain)).toBe(shown);
  });

  test('leave what is masked as it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^\+?\d{5,15}$/),
      fc.emailAddress(),
      fc.stringMatching(/^[一-龥]{1,6}$/),
    );
    fc.assert(
      fc.property(text, plain => {
        for (const mask of [maskName, maskContact]) expect(mask(mask(plain))).toBe(mask(plain));
      }),
    );
  });

  test('fields of a reply mask what is put in them', () => {
    expect(maskedName.parse('王小明')).toBe('王**');
    expect(maskedContact.parse('+8613800000000')).toBe('138****0000');
    expect(maskedContact.parse('zhang@x.com')).toBe('z***@x.com');
  });
});
