/* yzt-gauss-kruger.c: Gauss-Krüger, the projection of Chinese survey sheets, by Krüger's series to the sixth order
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Krüger 1912 as Karney 2011 gives it ("Transverse Mercator with an accuracy of a few nanometers", eqs. 35 and 36).
 */
#include "yzt-geo.h"

#include <complex.h>
#include <math.h>

#define ORDER 6
#define FALSE_EASTING_M 500000.0

typedef struct {
  double a, inverse_f;
} Axes;

static const Axes AXES[] = {
  [YZT_ELLIPSOID_WGS84] = { 6378137.0, 298.257223563 },
  [YZT_ELLIPSOID_CGCS2000] = { 6378137.0, 298.257222101 },
  [YZT_ELLIPSOID_XIAN_1980] = { 6378140.0, 298.257 },
  [YZT_ELLIPSOID_BEIJING_1954] = { 6378245.0, 298.3 },
};

typedef struct {
  double eccentricity;
  double rectifying_radius_m;
  double alpha[ORDER]; /* forward */
  double beta[ORDER];  /* back */
} Series;

static double
polynomial (const double *coefficients, guint n, double x)
{
  double sum = 0.0;

  for (guint i = n; i > 0; i--) {
    sum = sum * x + coefficients[i - 1];
  }
  return sum;
}

static Series
make_series (YztEllipsoid ellipsoid)
{
  static const double forward[ORDER][ORDER] = {
    { 1.0 / 2, -2.0 / 3, 5.0 / 16, 41.0 / 180, -127.0 / 288, 7891.0 / 37800 },
    { 13.0 / 48, -3.0 / 5, 557.0 / 1440, 281.0 / 630, -1983433.0 / 1935360 },
    { 61.0 / 240, -103.0 / 140, 15061.0 / 26880, 167603.0 / 181440 },
    { 49561.0 / 161280, -179.0 / 168, 6601661.0 / 7257600 },
    { 34729.0 / 80640, -3418889.0 / 1995840 },
    { 212378941.0 / 319334400 },
  };
  static const double back[ORDER][ORDER] = {
    { 1.0 / 2, -2.0 / 3, 37.0 / 96, -1.0 / 360, -81.0 / 512, 96199.0 / 604800 },
    { 1.0 / 48, 1.0 / 15, -437.0 / 1440, 46.0 / 105, -1118711.0 / 3870720 },
    { 17.0 / 480, -37.0 / 840, -209.0 / 4480, 5569.0 / 90720 },
    { 4397.0 / 161280, -11.0 / 504, -830251.0 / 7257600 },
    { 4583.0 / 161280, -108847.0 / 3991680 },
    { 20648693.0 / 638668800 },
  };
  Series series;
  double f = 1.0 / AXES[ellipsoid].inverse_f;
  double n = f / (2.0 - f);
  double n2 = n * n;

  series.eccentricity = sqrt (f * (2.0 - f));
  series.rectifying_radius_m = AXES[ellipsoid].a / (1.0 + n) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0 + n2 * n2 * n2 / 256.0);
  for (guint i = 0; i < ORDER; i++) {
    series.alpha[i] = polynomial (forward[i], ORDER - i, n) * pow (n, i + 1);
    series.beta[i] = polynomial (back[i], ORDER - i, n) * pow (n, i + 1);
  }
  return series;
}

/* tan of the conformal latitude from tan of the latitude. */
static double
conformal_tangent (double tau, double e)
{
  double sigma = sinh (e * atanh (e * tau / hypot (1.0, tau)));

  return tau * hypot (1.0, sigma) - sigma * hypot (1.0, tau);
}

static double
latitude_tangent (double conformal, double e)
{
  double tau = conformal / (1.0 - e * e);

  for (guint i = 0; i < 8; i++) {
    double at = conformal_tangent (tau, e);
    double step = (conformal - at) / hypot (1.0, at) * (1.0 + (1.0 - e * e) * tau * tau) / ((1.0 - e * e) * hypot (1.0, tau));
    tau += step;
    if (fabs (step) < 1e-15 * fmax (1.0, fabs (tau))) {
      break;
    }
  }
  return tau;
}

void
yzt_gauss_kruger_forward (YztEllipsoid ellipsoid, double central_meridian_deg, YztPosition position, double *easting_m_out, double *northing_m_out)
{
  Series series;
  double lambda = (position.lon - central_meridian_deg) * G_PI / 180.0;
  double tau;
  double complex zeta, sum;

  g_return_if_fail (ellipsoid <= YZT_ELLIPSOID_BEIJING_1954);
  g_return_if_fail (easting_m_out != NULL && northing_m_out != NULL);

  series = make_series (ellipsoid);
  tau = conformal_tangent (tan (position.lat * G_PI / 180.0), series.eccentricity);
  zeta = atan2 (tau, cos (lambda)) + I * asinh (sin (lambda) / hypot (tau, cos (lambda)));
  sum = zeta;
  for (guint i = 0; i < ORDER; i++) {
    sum += series.alpha[i] * csin (2.0 * (i + 1) * zeta);
  }
  *northing_m_out = series.rectifying_radius_m * creal (sum);
  *easting_m_out = series.rectifying_radius_m * cimag (sum) + FALSE_EASTING_M;
}

YztPosition
yzt_gauss_kruger_inverse (YztEllipsoid ellipsoid, double central_meridian_deg, double easting_m, double northing_m)
{
  Series series;
  double complex zeta, sum;
  double tau;
  YztPosition position = { 0.0, 0.0 };

  g_return_val_if_fail (ellipsoid <= YZT_ELLIPSOID_BEIJING_1954, position);

  series = make_series (ellipsoid);
  zeta = northing_m / series.rectifying_radius_m + I * ((easting_m - FALSE_EASTING_M) / series.rectifying_radius_m);
  sum = zeta;
  for (guint i = 0; i < ORDER; i++) {
    sum -= series.beta[i] * csin (2.0 * (i + 1) * zeta);
  }
  tau = sin (creal (sum)) / hypot (sinh (cimag (sum)), cos (creal (sum)));
  position.lat = atan (latitude_tangent (tau, series.eccentricity)) * 180.0 / G_PI;
  position.lon = central_meridian_deg + atan2 (sinh (cimag (sum)), cos (creal (sum))) * 180.0 / G_PI;
  return position;
}

int
yzt_gauss_kruger_zone (double lon_deg, int width_deg, double *central_meridian_deg_out)
{
  int zone;

  g_return_val_if_fail (width_deg == 3 || width_deg == 6, 0);

  zone = width_deg == 6 ? (int) floor (lon_deg / 6.0) + 1 : (int) floor ((lon_deg + 1.5) / 3.0);
  if (central_meridian_deg_out != NULL) {
    *central_meridian_deg_out = yzt_gauss_kruger_central_meridian (zone, width_deg);
  }
  return zone;
}

double
yzt_gauss_kruger_central_meridian (int zone, int width_deg)
{
  g_return_val_if_fail (width_deg == 3 || width_deg == 6, 0.0);

  return width_deg == 6 ? 6.0 * zone - 3.0 : 3.0 * zone;
}
