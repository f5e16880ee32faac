#include "app/desktop/commandline.h"
#include "app/desktop/desktop.h"
#include "core/settings/environment.h"

#include <QApplication>
#include <QIcon>

using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    bedside::scrubEnvironment();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"Bedside"_s);
    QApplication::setApplicationName(u"bedside"_s);
    QApplication::setApplicationVersion(QStringLiteral(BEDSIDE_VERSION));
    QApplication::setApplicationDisplayName(u"Bedside"_s);
    QApplication::setWindowIcon(QIcon(u":/bedside/icons/bedside.svg"_s));
    bedside::Desktop desktop(bedside::CommandLine::read(QApplication::arguments()));
    desktop.start();
    return QApplication::exec();
}
