// The setting `partnerTemplates`: where links that open CloudFormation find the templates of partners.
import { expect, test } from 'vitest';
import { functionsOf } from '../support/template/functions.ts';
import { stackOf, templateOf } from '../support/template/template.ts';

const folderFor = (url: string) => {
  const template = templateOf(stackOf('prod', undefined, { partnerTemplates: { url } }));
  return functionsOf(template).find(({ name }) => name === 'api')?.environment['PARTNER_TEMPLATES_URL'];
};

test.each([
  'https://templates.s3.eu-west-1.amazonaws.com/herald',
  'https://templates.s3.eu-west-1.amazonaws.com/herald/',
])('the folder %s is meant whether it ends with a slash or not', url => {
  expect(folderFor(url)).toBe('https://templates.s3.eu-west-1.amazonaws.com/herald');
});

test.each([
  'https://templates.s3.amazonaws.com',
  'https://my.templates.s3-us-west-2.amazonaws.com/v1',
  'https://s3.eu-west-1.amazonaws.com/templates/herald',
  'https://templates.s3.cn-north-1.amazonaws.com.cn/herald',
])('%s is on S3', url => {
  expect(folderFor(url)).toBe(url);
});

test.each([
  'http://templates.s3.amazonaws.com/herald',
  'https://templates.example.com/herald',
  'https://s3.example.com/amazonaws.com',
  's3://templates/herald',
  '',
])('%s is refused when the stack is synthesized', url => {
  expect(() => folderFor(url)).toThrow('partnerTemplates.url must be a folder on S3');
});
