import { expect, test } from 'vitest';
import { faceAt, facesOf } from './faces';

test.each([
  [['commander'], 'wall'], [['supervisor'], 'supervisor'], [['officer'], 'officer'], [['auditor'], 'wall'], [['analyst'], 'analyst'], [['supervisor', 'officer'], 'supervisor'],
] as const)('Landing_Of%s_Is%s', (roles, face) => {
  expect(faceAt('/', [...roles])).toBe(face);
});

test('Path_WhenTheRoleOpensIt_Wins', () => {
  expect(faceAt('/wall', ['supervisor'])).toBe('wall');
  expect(faceAt('/officer/', ['supervisor', 'officer'])).toBe('officer');
});

test('Path_WhenTheRoleDoesNotOpenIt_FallsBack', () => {
  expect(faceAt('/supervisor', ['officer'])).toBe('officer');
});

test('Roles_WithoutAFace_GetNone', () => {
  expect(faceAt('/', ['trader'])).toBeNull();
  expect(facesOf(['trader', 'agency', 'administrator'])).toEqual([]);
});
