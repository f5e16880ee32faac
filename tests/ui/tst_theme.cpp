#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/theme/typescale.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTest>

using namespace bedside;

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadable_data();
    void textIsReadable();
    void chipsAreReadable_data() { textIsReadable_data(); }
    void chipsAreReadable();
    void highContrastFollowsTheSystem();
    void iconsAreDrawnInTheColourAskedFor();
    void iconsFollowThePalette();
    void sizesFollowTheScale();
};

void TestTheme::textIsReadable_data()
{
    QTest::addColumn<ColorScheme>("scheme");
    QTest::newRow("light") << ColorScheme::Light;
    QTest::newRow("dark") << ColorScheme::Dark;
    QTest::newRow("high contrast") << ColorScheme::HighContrast;
}

void TestTheme::textIsReadable()
{
    QFETCH(ColorScheme, scheme);
    const QPalette palette = paletteFor(scheme, QPalette(Qt::black));
    QCOMPARE(schemeOf(palette), scheme);
    const auto ratio = [&palette](ColorRole text, ColorRole background) {
        return contrastRatio(roleColor(text, palette), roleColor(background, palette));
    };
    for (const ColorRole background :
         {ColorRole::Surface, ColorRole::Raised, ColorRole::Hover, ColorRole::Selected}) {
        QVERIFY(ratio(ColorRole::Text, background) >= 7.0);
        QVERIFY(ratio(ColorRole::MutedText, background) >= 4.5);
        QVERIFY(ratio(ColorRole::Accent, background) >= 4.5);
    }
    QVERIFY(ratio(ColorRole::OnAccent, ColorRole::Accent) >= 4.5);
    QVERIFY(ratio(ColorRole::OnDanger, ColorRole::Danger) >= 4.5);
    QVERIFY(ratio(ColorRole::ControlBorder, ColorRole::Surface) >= 3.0);
}

void TestTheme::chipsAreReadable()
{
    QFETCH(ColorScheme, scheme);
    const QPalette palette = paletteFor(scheme, QPalette(Qt::black));
    for (const ChipKind kind : {ChipKind::Booked, ChipKind::Waiting, ChipKind::InVisit, ChipKind::Late,
                                ChipKind::Done, ChipKind::Cancelled}) {
        const ChipColors colors = chipColors(kind, palette);
        QVERIFY(contrastRatio(colors.text, colors.background) >= 6.5);
        if (scheme == ColorScheme::HighContrast)
            QVERIFY(colors.border != colors.background);
    }
}

void TestTheme::highContrastFollowsTheSystem()
{
    QPalette system(Qt::black);
    system.setColor(QPalette::WindowText, Qt::yellow);
    QCOMPARE(roleColor(ColorRole::Text, paletteFor(ColorScheme::HighContrast, system)), QColor(Qt::yellow));
}

void TestTheme::iconsAreDrawnInTheColourAskedFor()
{
    for (int i = 0; i <= static_cast<int>(Icon::Stop); ++i) {
        QImage image(40, 40, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        paintIcon(&painter, static_cast<Icon>(i), image.rect(), Qt::red);
        painter.end();
        int inked = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixelColor(x, y).alpha() == 255) {
                    QCOMPARE(image.pixelColor(x, y), QColor(Qt::red));
                    ++inked;
                }
        QVERIFY2(inked > 20, qPrintable(QStringLiteral("icon %1 is empty").arg(i)));
    }
}

void TestTheme::iconsFollowThePalette()
{
    Theme theme;
    const QIcon icon = themeIcon(Icon::Video);
    theme.apply(Theme::Appearance::Light);
    const QImage light = icon.pixmap(20, 20).toImage();
    theme.apply(Theme::Appearance::Dark);
    QVERIFY(light != icon.pixmap(20, 20).toImage());
}

void TestTheme::sizesFollowTheScale()
{
    const double body = scaledFont(TextSize::Body).pointSizeF();
    QCOMPARE(scaledFont(TextSize::Code).pointSizeF(), body * 2);
    QVERIFY(scaledFont(TextSize::Caption).pointSizeF() < body);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
