/** What one asks of the server about one's own sign-in. */
import { request } from '@hovorna/shared/api';
import type { ChangePassword } from '@hovorna/shared/generated/ChangePassword';
import type { Me } from '@hovorna/shared/generated/Me';
import type { Profile } from '@hovorna/shared/generated/Profile';
import type { OwnWays } from '@hovorna/shared/generated/OwnWays';
import type { RecoveryCodes } from '@hovorna/shared/generated/RecoveryCodes';
import type { SecondFactor } from '@hovorna/shared/generated/SecondFactor';
import type { SecondFactorBegun } from '@hovorna/shared/generated/SecondFactorBegun';
import type { SignInPlace } from '@hovorna/shared/generated/SignInPlace';

export type { OwnWays, RecoveryCodes, SecondFactor, SecondFactorBegun, SignInPlace };

const ME = '/api/v1/me';

export const listPlaces = async () =>
  (await request<{ items: SignInPlace[] }>('GET', `${ME}/sessions`)).items;
export const endPlace = (id: string) => request<void>('DELETE', `${ME}/sessions/${id}`);
export const endOtherPlaces = () => request<void>('DELETE', `${ME}/sessions`);

export const setProfile = (profile: Profile) => request<Me>('PUT', `${ME}/profile`, profile);
export const setPhoto = (file: File) => request<Me>('PUT', `${ME}/photo`, file);
export const removePhoto = () => request<Me>('DELETE', `${ME}/photo`);
/** By what one can sign in. */
export const readWays = () => request<OwnWays>('GET', `${ME}/ways-in`);
/** One is nobody there any more. */
export const unlinkProvider = (password: string) =>
  request<void>('POST', `${ME}/openid/unlink`, { password });

export const changePassword = (change: ChangePassword) =>
  request<void>('PUT', `${ME}/password`, change);

export const readSecondFactor = () => request<SecondFactor>('GET', `${ME}/second-factor`);
/** Who was led to it by signing in has just said the password. */
export const beginSecondFactor = (password?: string) =>
  request<SecondFactorBegun>('POST', `${ME}/second-factor`, { password });
export const confirmSecondFactor = (code: string) =>
  request<RecoveryCodes>('POST', `${ME}/second-factor/confirm`, { code });
export const renewRecoveryCodes = (password: string) =>
  request<RecoveryCodes>('POST', `${ME}/second-factor/recovery-codes`, { password });
export const turnOffSecondFactor = (password: string) =>
  request<void>('POST', `${ME}/second-factor/off`, { password });
