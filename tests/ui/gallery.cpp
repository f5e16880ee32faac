// Draws the window with an invented day into a PNG, to be looked at.
// ui_gallery FILE WIDTH HEIGHT [light|dark|high-contrast] [rtl] [page]

#include "tests/ui/sampleday.h"
#include "tests/ui/uifakes.h"
#include "ui/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/visit/instantvisitdialog.h"

#include <QAction>
#include <QApplication>
#include <QListView>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace bedside;

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QStringList words = QApplication::arguments();
    const QString page = words.value(6);
    if (words.value(5) == u"rtl"_s)
        QApplication::setLayoutDirection(Qt::RightToLeft);
    Theme theme;
    theme.apply(Theme::appearanceNamed(words.value(4)));
    QTemporaryDir directory;
    QSettings settings(directory.filePath(u"ui.ini"_s), QSettings::IniFormat);
    tests::FakeClinic clinic(tests::sampleDay(),
                             page == u"desk"_s ? tests::sampleReceptionist() : tests::samplePractitioner());
    clinic.feed.alive = tests::sampleNow();
    if (page != u"plain"_s)
        clinic.session.samplePatient = &clinic.patient;
    MainWindow window(clinic.prompts, settings, &tests::sampleNow);
    window.resize(words.value(2).toInt(), words.value(3).toInt());
    if (page == u"first"_s)
        window.showFirstStart();
    else if (page == u"signin"_s) {
        window.showSignIn({}, false);
        window.showProblem({ErrorCode::Denied, u"login.refused"_s, {}});
    } else if (page == u"people"_s)
        window.showSamplePeople({{u"smith"_s, u"Dr. Ruth Smith"_s, u"practitioner"_s, u"North Clinic"_s},
                                 {u"ruiz"_s, u"Ana Ruiz"_s, u"front-desk"_s, u"North Clinic"_s}});
    else if (page == u"waiting"_s)
        window.showWaiting(u"The sample clinic is being set up…"_s);
    else
        window.openSession(clinic.session);
    window.show();
    if (page == u"error"_s)
        clinic.store.offline = true;
    QTimer::singleShot(300, &window, [&] {
        if (page == u"keys"_s || page == u"code"_s || page == u"instant"_s) {
            const QString name = page == u"keys"_s   ? u"shortcuts"_s
                                 : page == u"code"_s ? u"joinByCode"_s
                                                     : u"instantVisit"_s;
            window.findChild<QAction *>(name)->trigger();
        }
        if (auto *list = window.findChild<QListView *>(u"agendaList"_s); list && page == u"visit"_s)
            list->setCurrentIndex(list->model()->index(2, 0));
    });
    QTimer::singleShot(700, &window, [&] {
        const auto dialogs = window.findChildren<QDialog *>();
        QWidget *shown = dialogs.isEmpty() ? static_cast<QWidget *>(&window) : dialogs.first();
        shown->grab().save(words.value(1));
        QApplication::quit();
    });
    return QApplication::exec();
}
